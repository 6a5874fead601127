import type { Ctx } from "../context.ts";
import { answerAudit } from "./answer.ts";
import { compileAudit } from "./compile.ts";
import type { AuditFilter } from "./input.ts";

const mostNames = 100;

export interface AuditSummary {
  readonly answer: { readonly title: string; readonly sub: string };
  readonly matching: number;
  /** Everybody and every permission in the period, for the choices of the filter. */
  readonly actors: readonly string[];
  readonly permissions: readonly string[];
}

/** The sentence over the log: what was refused or failed, then what was done, by how many. */
export async function summarizeAudit(ctx: Ctx, filter: AuditFilter): Promise<AuditSummary> {
  const { sql } = ctx;
  const whole = { ...filter, text: "", actor: "", permission: "", result: "" as const };
  const [counts, [matching]] = await Promise.all([
    sql<{ actor: string; permission: string; act: string | null; result: string; n: number }[]>`
      select a.actor, a.permission, a.data ->> 'act' as act, a.result, count(*) as n from audit a where ${compileAudit(ctx, whole)}
      group by 1, 2, 3, 4`,
    sql<[{ n: number }]>`select count(*) as n from audit a where ${compileAudit(ctx, filter)}`,
  ]);
  return {
    answer: answerAudit(filter.period, counts),
    matching: matching.n,
    actors: [...new Set(counts.map(({ actor }) => actor))].toSorted().slice(0, mostNames),
    permissions: [...new Set(counts.map(({ permission }) => permission))].toSorted(),
  };
}

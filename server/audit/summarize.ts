import { visibleQueues } from "../access/visible.ts";
import type { Ctx } from "../context.ts";
import { answerAudit } from "./answer.ts";
import { compileAudit } from "./compile.ts";
import type { AuditFilter } from "./input.ts";
import type { AuditSummary } from "./output.ts";

const mostNames = 100;

/** The sentence over the log: what was refused or failed, then what was done, by how many. */
export async function summarizeAudit(ctx: Ctx, filter: AuditFilter): Promise<AuditSummary> {
  const { sql } = ctx;
  const visible = await visibleQueues(ctx, "audit.view");
  const whole = { ...filter, text: "", who: "", permission: "", result: "" as const, operation: "" };
  const [counts, [matching], [role]] = await Promise.all([
    sql<{ who: string; name: string; permission: string; act: string | null; result: string; n: number }[]>`
      select p.kind || ':' || p.subject as who, max(p.name) as name, a.permission, a.data ->> 'act' as act, a.result, count(*) as n from audit a join principals p on p.id = a.principal_id where ${compileAudit(ctx, whole, visible)}
      group by 1, 3, 4, 5`,
    sql<[{ n: number }]>`select count(*) as n from audit a where ${compileAudit(ctx, filter, visible)}`,
    sql<
      [{ changes: boolean }]
    >`select has_table_privilege('audit', 'update, delete, truncate') or has_table_privilege('principals', 'update, delete, truncate') as changes`,
  ]);
  return {
    answer: answerAudit(filter.period, counts),
    matching: matching.n,
    appendOnly: !role.changes,
    people: [...new Map(counts.map(({ who, name }) => [who, { key: who, name }])).values()]
      .toSorted((one, other) => one.name.localeCompare(other.name))
      .slice(0, mostNames),
    permissions: [...new Set(counts.map(({ permission }) => permission))].toSorted(),
  };
}

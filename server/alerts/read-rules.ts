import { z } from "zod";
import type { Ctx } from "../context.ts";
import type { Sql, Transaction } from "../db/client.ts";
import { findRuleKind } from "./kinds.ts";
import type { OwnerSpec, Rule, RuleOrigin, RuleSpec } from "./rule.ts";
import { rulesInForce } from "./rules-in-force.ts";

/** Rules in force, switched off ones too. A parameter that came with a later Redrive has its default. */
export async function readRules(sql: Sql | Transaction, { alerts }: Pick<Ctx["config"], "alerts">): Promise<readonly Rule[]> {
  const rows = await sql<{ id: number; origin: RuleOrigin; name: string; spec: RuleSpec }[]>`
    select id, origin, name, spec from alert_rules where removed_at is null order by id`;
  const known = rows.map(({ id, origin, name, spec }): Rule => ({ ...spec, params: paramsOf(spec), id, origin, name }));
  return rulesInForce(known, alerts.defaults);
}

function paramsOf({ kind, params }: RuleSpec): RuleSpec["params"] {
  const shape = findRuleKind(kind)?.shape;
  const read = shape ? z.object(shape).safeParse(params) : null;
  return read?.success ? read.data : params;
}

/** The same, parsed again only when a row has changed: a process that evaluates reads them every few seconds. */
export function startReadingRules(): typeof readRules {
  let version = "";
  let known: readonly Rule[] = [];
  return async (sql, config) => {
    const [now] = await sql<
      [{ version: string }]
    >`select coalesce(string_agg(id || ' ' || xmin::text, ',' order by id), '') as version from alert_rules`;
    if (now.version !== version) known = await readRules(sql, config);
    version = now.version;
    return known;
  };
}

/** Teams in the order in which they are asked. */
export async function readOwners(sql: Sql | Transaction): Promise<readonly OwnerSpec[]> {
  const rows = await sql<{ spec: OwnerSpec }[]>`select spec from owner_rules order by origin desc, nth, id`;
  return rows.map(({ spec }) => spec);
}

import { numberArray } from "../db/arrays.ts";
import type { Transaction } from "../db/client.ts";
import { reopenMs } from "./limits.ts";
import type { Rule } from "./rule.ts";

/**
 * Where a rule has taken the place of another one of its name, kind and `per`, it goes on with that one's alerts and silences: with who has acknowledged
 * them, and with what was sent of them. An alert that both have stays with the one that is gone, and is over. `inForce`: switched off ones too.
 */
export async function handOver(tx: Transaction, inForce: readonly Rule[], now: Date): Promise<void> {
  const ids = numberArray(inForce.map(({ id }) => id));
  await tx`
    with heirs as (
      select o.id as old, n.id as new from alert_rules o join alert_rules n on n.name = o.name and n.id <> o.id
      where n.id = any(${ids}::int[]) and o.spec ->> 'kind' = n.spec ->> 'kind' and o.spec ->> 'per' = n.spec ->> 'per'
    ), silenced as (
      update silences s set rule_id = h.new from heirs h where s.rule_id = h.old and s.ended_at is null and s.until > ${now}
    )
    update alerts a set rule_id = h.new from heirs h
    where a.rule_id = h.old and (a.state <> 'resolved' or a.resolved_at > ${new Date(now.getTime() - reopenMs)})
      and not exists (select from alerts b where b.rule_id = h.new and b.key = a.key and b.state <> 'resolved')`;
}

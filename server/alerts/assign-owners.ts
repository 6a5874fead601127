import { numberArray, textArray } from "../db/arrays.ts";
import type { Transaction } from "../db/client.ts";
import type { Facts } from "./facts.ts";
import { ownerOf, type Owned } from "./match.ts";
import type { OwnerSpec } from "./rule.ts";

/**
 * Gives groups without an owner to the first team that matches, once: what a person has decided, also that it has none, no rule takes back. A group that
 * matched no team is asked about again when teams change, or by a process that starts.
 */
export function startAssigning(): (tx: Transaction, owners: readonly OwnerSpec[], facts: Facts) => Promise<Facts> {
  let asked = new Set<number>();
  let known = "";
  return async (tx, owners, facts) => {
    const rules = JSON.stringify(owners);
    if (rules !== known) asked = new Set();
    known = rules;
    const open = owners.length === 0 ? [] : facts.groups.filter(({ id, owner }) => owner === null && !asked.has(id)).map(({ id }) => id);
    if (open.length === 0) return facts;
    const teams = await assign(tx, owners, open, facts.now);
    for (const id of open) asked.add(id);
    return { ...facts, groups: facts.groups.map((group) => ({ ...group, owner: group.owner ?? teams.get(group.id) ?? null })) };
  };
}

async function assign(
  tx: Transaction,
  owners: readonly OwnerSpec[],
  ids: readonly number[],
  now: Date,
): Promise<ReadonlyMap<number, string>> {
  const rows = await tx<(Owned & { id: number })[]>`
    select g.id, q.source, q.name, g.frame,
      array(select distinct event_type from day_counts d where d.state = any(enum_range(null::message_state)) and d.group_id = g.id and event_type <> '') as "eventTypes"
    from groups g join queues q on q.id = g.queue_id
    where g.id = any(${numberArray(ids)}::bigint[]) and not exists (select from group_owners o where o.group_id = g.id)`;
  const owned = rows.flatMap((row) => {
    const owner = ownerOf(owners, row);
    return owner ? [{ id: row.id, team: owner.team }] : [];
  });
  if (owned.length === 0) return new Map();
  const written = await tx<{ id: number; team: string | null }[]>`
    insert into group_owners (group_id, team, at)
    select id, team, ${now} from unnest(${numberArray(owned.map(({ id }) => id))}::bigint[], ${textArray(owned.map(({ team }) => team))}::text[]) as t(id, team)
    on conflict do nothing returning group_id as id, team`;
  return new Map(written.flatMap(({ id, team }) => (team === null ? [] : [[id, team] as const])));
}

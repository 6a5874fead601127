import type { Ctx } from "../../context.ts";
import type { Facts, GroupFact } from "../facts.ts";
import { findRuleKind } from "../kinds.ts";
import { groupSeen } from "../match.ts";
import { everywhere, type Rule } from "../rule.ts";
import { dayMs, type History, hourMs, type Known, minuteMs, momentOf, wholeOf } from "./moment.ts";

type Named = Pick<GroupFact, "id" | "queueId" | "title" | "verdict" | "downstream" | "owner">;

/** By minute or hour, in milliseconds, what arrived of each key. */
type Counts = ReadonlyMap<number, ReadonlyMap<number, number>>;

/**
 * Minute by minute, as far as arrivals are kept by the minute (two days); what is usual is the mean of the 24 hours before the hour. Verdict and owner of a
 * group are those of today. Of whole queues only the sums of their groups are looked at.
 */
export async function ofArrivals({ sql }: Pick<Ctx, "sql">, rule: Rule, known: Known): Promise<History> {
  const { now } = known;
  const [groups, minutes, hours] = await Promise.all([
    sql<Named[]>`
      select g.id, g.queue_id as "queueId", g.title, g.verdict, g.downstream, o.team as owner from groups g left join group_owners o on o.group_id = g.id
      where g.last_seen_at > ${now}::timestamptz - interval '3 days 1 hour'`,
    sql<{ groupId: number; at: Date; n: number }[]>`
      select group_id as "groupId", minute as at, n from minute_arrivals
      where minute > ${now}::timestamptz - interval '2 days' and minute <= ${now}`,
    sql<{ groupId: number; at: Date; n: number }[]>`
      select group_id as "groupId", hour as at, (early + late) as n from hour_arrivals where hour > ${now}::timestamptz - interval '3 days 1 hour'`,
  ]);
  const byGroup = rule.per === "group";
  const seen = new Map(groups.flatMap((group) => (groupSeen(rule.where, wholeOf(group.queueId, group)) ? [[group.id, group]] : [])));
  const keyOf = (groupId: number) => (byGroup ? groupId : seen.get(groupId)?.queueId);
  const [byMinute, byHour] = [
    countBy(minutes, (id) => (seen.has(id) ? keyOf(id) : undefined)),
    countBy(hours, (id) => (seen.has(id) ? keyOf(id) : undefined)),
  ];
  const [window = 5] = findRuleKind(rule.kind)?.windows(rule.params) ?? [];
  const groupOf = (key: number): Partial<GroupFact> & { readonly queueId: number } =>
    byGroup ? (seen.get(key) ?? { queueId: 0 }) : { queueId: key };
  const end = Math.floor(now.getTime() / minuteMs) * minuteMs;
  const begin = end - 2 * dayMs + hourMs;
  function* moments(): Iterable<Facts> {
    let usual: { readonly hour: number; readonly of: ReadonlyMap<number, number> } = { hour: 0, of: new Map() };
    for (let at = begin; at <= end; at += minuteMs) {
      const hour = Math.floor(at / hourMs) * hourMs;
      if (usual.hour !== hour) usual = { hour, of: sumOf(byHour, hour - hourMs, hourMs, 24) };
      const arrived = sumOf(byMinute, at, minuteMs, window);
      const told = [...arrived].map(([key, n]) => {
        const of = groupOf(key);
        return wholeOf(of.queueId, { ...of, arrived: { [window]: n }, usual: (usual.of.get(key) ?? 0) / 1_440 });
      });
      yield momentOf(known, at, { groups: told });
    }
  }
  const { queues, except } = rule.where;
  return { from: new Date(begin), to: now, rule: { ...rule, where: { ...everywhere, queues, except } }, moments: moments() };
}

function countBy(rows: readonly { groupId: number; at: Date; n: number }[], keyOf: (groupId: number) => number | undefined): Counts {
  const counts = new Map<number, Map<number, number>>();
  for (const { groupId, at, n } of rows) {
    const key = keyOf(groupId);
    if (key === undefined) continue;
    const of = counts.get(at.getTime()) ?? new Map<number, number>();
    of.set(key, (of.get(key) ?? 0) + n);
    counts.set(at.getTime(), of);
  }
  return counts;
}

/** The sum of so many steps that end with this one, by key. */
function sumOf(counts: Counts, last: number, step: number, times: number): ReadonlyMap<number, number> {
  const sums = new Map<number, number>();
  for (let nth = 0; nth < times; nth++) for (const [key, n] of counts.get(last - nth * step) ?? []) sums.set(key, (sums.get(key) ?? 0) + n);
  return sums;
}

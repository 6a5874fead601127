import type { Ctx } from "../../context.ts";
import { numberArray } from "../../db/arrays.ts";
import type { Facts, GroupFact } from "../facts.ts";
import { findRuleKind } from "../kinds.ts";
import { groupSeen } from "../match.ts";
import { everywhere, type Rule } from "../rule.ts";
import { dayMs, type History, hourMs, type Known, minuteMs, momentOf, wholeOf } from "./moment.ts";

type Named = Pick<GroupFact, "id" | "queueId" | "title" | "verdict" | "downstream" | "owner">;

/** What arrived of a group or a queue (`key`) in one minute or hour. */
interface Counted {
  readonly key: number;
  readonly at: Date;
  readonly n: number;
}

/** By minute or hour, in milliseconds, what arrived of each key. */
type Counts = ReadonlyMap<number, ReadonlyMap<number, number>>;

/**
 * Minute by minute, as far as arrivals are kept by the minute; what is usual is the mean of the 24 hours before the hour. Verdict and owner of a group are
 * those of today. Of whole queues only the sums of their groups are looked at.
 */
export async function ofArrivals({ sql }: Pick<Ctx, "sql">, rule: Rule, known: Known, days: number): Promise<History> {
  const { now } = known;
  const end = Math.floor(now.getTime() / minuteMs) * minuteMs;
  const first = end - days * dayMs;
  const groups = await sql<Named[]>`
    select g.id, g.queue_id as "queueId", g.title, g.verdict, g.downstream, o.team as owner from groups g left join group_owners o on o.group_id = g.id
    where g.last_seen_at > ${new Date(first - dayMs - hourMs)}`;
  const byGroup = rule.per === "group";
  const seen = new Map(groups.flatMap((group) => (groupSeen(rule.where, wholeOf(group.queueId, group)) ? [[group.id, group]] : [])));
  const counted = sql`select ${byGroup ? sql`g.id` : sql`g.queue_id`} as key`;
  const ofSeen = sql`join groups g on g.id = a.group_id where g.id = any(${numberArray([...seen.keys()])}::bigint[])`;
  const [minutes, hours] = await Promise.all([
    sql<Counted[]>`
      ${counted}, minute as at, sum(n)::bigint as n from minute_arrivals a ${ofSeen} and minute > ${new Date(first - hourMs)} and minute <= ${now} group by 1, 2`,
    sql<
      Counted[]
    >`${counted}, hour as at, sum(early + late)::bigint as n from hour_arrivals a ${ofSeen} and hour >= ${new Date(first - dayMs - hourMs)} group by 1, 2`,
  ]);
  const [byMinute, byHour] = [countBy(minutes), countBy(hours)];
  const [window = 5] = findRuleKind(rule.kind)?.windows(rule.params) ?? [];
  const groupOf = (key: number): Partial<GroupFact> & { readonly queueId: number } =>
    byGroup ? (seen.get(key) ?? { queueId: 0 }) : { queueId: key };
  const begin = Math.max(first, sinceWhen(byMinute, byHour, { first, end }));
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

function countBy(rows: readonly Counted[]): Counts {
  return new Map(
    [...Map.groupBy(rows, ({ at }) => at.getTime())].map(([at, all]) => [at, new Map(all.map(({ key, n }) => [key, n]))] as const),
  );
}

/** From when on the minutes are kept: hours before them are known to have had arrivals where an older version kept its minutes for less long. */
function sinceWhen(byMinute: Counts, byHour: Counts, { first, end }: { readonly first: number; readonly end: number }): number {
  const oldest = Math.min(end, ...byMinute.keys());
  return [...byHour.keys()].some((hour) => hour >= first && hour + hourMs <= oldest) ? oldest : first;
}

/** The sum of so many steps that end with this one, by key. */
function sumOf(counts: Counts, last: number, step: number, times: number): ReadonlyMap<number, number> {
  const sums = new Map<number, number>();
  for (let nth = 0; nth < times; nth++) for (const [key, n] of counts.get(last - nth * step) ?? []) sums.set(key, (sums.get(key) ?? 0) + n);
  return sums;
}

import { candidateColumns, candidateOf, type CandidateRow, factsInForce, needsInForce } from "../checks/candidate-row.ts";
import { checksAt } from "../checks/checks.ts";
import { holdUnknown, inform, judge } from "../checks/judge.ts";
import type { KnownVerdict } from "../checks/verdict.ts";
import type { Ctx } from "../context.ts";
import type { Sql, Transaction } from "../db/client.ts";
import { numberArray } from "../db/arrays.ts";
import { readNow } from "../db/read-now.ts";
import type { ReplayTarget } from "../db/schema/replays.ts";
import { announce } from "../live/announce.ts";
import { takePart } from "../selections/freeze.ts";
import { isEdited } from "../messages/edited.ts";
import { askBefore, type ToldBefore } from "./ask-before.ts";
import { isKnownHere } from "./known-here.ts";
import { type Policy, readPolicy } from "./policy.ts";
import { limited } from "../checks/too-often.ts";
import { canaryEnd } from "./stages/canary-end.ts";
import { type InsertedItem, insertItems, type NewItem } from "./items/insert.ts";

/** Messages that become items together: locked, judged and claimed in one transaction, which keeps claims of the replay waiting. */
export const gatherSize = 1_000;
/** Items that are made ahead of the lane which sends an ordered replay. */
const ahead = 10 * gatherSize;
/** Items that a replay holds for downstreams before it waits to make more of them. */
const mostHeld = 10 * gatherSize;
/** Parts that are looked at then, for one that does not only wait: each lane looks a few times a second. */
const partsAhead = 10;

export interface Gathering {
  readonly id: number;
  readonly target: ReplayTarget;
  readonly reason: string;
  readonly principal: number;
  readonly operation: number | null;
  readonly policy: Policy;
  /** It is known by now that it keeps order. */
  readonly ordered: boolean;
  /** The part of its selection that has its turn; left out: the first that is left. */
  readonly part?: number;
}

export interface Gathered {
  readonly selected: number;
  readonly skipped: number;
}

/**
 * Gathers the next part of a running replay, unless its canary is not over, another database knows what was sent of it, or it would only add to many that are held for downstreams.
 * Where order does not matter, a part behind those may have its turn. Answers whether there was one.
 */
export async function gatherNext(ctx: Ctx, id: number): Promise<boolean> {
  // Lanes come by here while a canary is watched, and no application is asked for an answer that nobody uses.
  const open = await readPart(ctx.sql, id);
  if (!open) return false;
  const told = await askBefore(ctx, ctx.sql, open.target, open.ids);
  return ctx.sql.begin(async (tx) => {
    const [replay] = await tx<[Omit<Gathering, "policy"> & { readonly policy: unknown }]>`
      select id, target, reason, principal_id as principal, operation_id as operation, policy, ordered from replays where id = ${id} for no key update`;
    const part = await readPart(tx, id);
    if (!part || !(await gatherPart(ctx, tx, { ...replay, policy: readPolicy(replay.policy), part: part.id }, told))) return false;
    await announce(tx, ["replays", "messages", "groups"]);
    return true;
  });
}

/** The part of a replay that is gathered next; null: none may be now. A part counts once many are held only if one of its messages needs none of those downstreams. */
async function readPart(
  sql: Sql | Transaction,
  id: number,
): Promise<{ readonly id: number; readonly ids: readonly number[]; readonly target: ReplayTarget } | null> {
  const [part] = await sql<[{ id: number; ids: number[]; target: ReplayTarget }?]>`
    select p.id, p.message_ids as ids, r.target from replays r
    cross join lateral (
      select coalesce(sum(n), 0) as n, coalesce(array_agg(downstream), '{}') as names
      from (select downstream, sum(n) as n from replay_counts where replay_id = r.id and downstream is not null group by 1 having sum(n) > 0) c
    ) h
    cross join lateral (
      select id, message_ids from (
        select id, message_ids from selection_parts where replay_id = r.id order by id limit case when r.ordered or h.n < ${mostHeld} then 1 else ${partsAhead}::int end
      ) next
      where h.n < ${mostHeld} or exists (
        select from unnest(message_ids) u(id) join messages m on m.id = u.id where not coalesce(string_to_array(m.needs, ',') && h.names, false))
      order by id limit 1
    ) p
    where r.id = ${id} and r.state = 'running' and ${isKnownHere(sql)} and ${canaryEnd(sql, id)} is null`;
  return part ?? null;
}

/** The same for an ordered replay that another lane sends: so long as few items wait there. */
export async function gatherAhead(ctx: Ctx, id: number): Promise<boolean> {
  const [{ n }] = await ctx.sql<[{ n: number }]>`
    select coalesce(sum(n), 0)::bigint as n from replay_counts where replay_id = ${id} and state = 'selected'`;
  return n < ahead && gatherNext(ctx, id);
}

/**
 * Makes items of the next part of a replay's frozen selection and takes the messages that the checks do not skip. A skipped or held item has its reason.
 * null: no part is left. The caller's transaction holds the replay's row.
 */
export async function gatherPart(ctx: Ctx, tx: Transaction, replay: Gathering, told: ToldBefore): Promise<Gathered | null> {
  const ids = await takePart(tx, { replayId: replay.id }, replay.part);
  if (!ids) return null;
  const items = await makeItems(ctx, tx, replay, await judgePart(ctx, tx, ids, replay, told));
  await tx`update replays set total = total - ${ids.length - items.length} where id = ${replay.id}`;
  const skipped = items.filter(({ state }) => state === "skipped").length;
  return { selected: items.length - skipped, skipped };
}

/** Makes items of messages that `judgePart` has locked, in the order given. */
export async function makeItems(
  ctx: Ctx,
  tx: Transaction,
  replay: Gathering,
  judged: readonly NewItem[],
): Promise<readonly InsertedItem[]> {
  const items = await insertItems(tx, { ...replay, at: ctx.clock() }, judged);
  const [first, last] = [items[0]?.id ?? null, items.at(-1)?.id ?? null];
  const ordered = replay.ordered || (await needsOrder(ctx, tx, items, replay.target));
  await tx`
    update replays set first_item = least(first_item, ${first}), last_item = greatest(last_item, ${last}), ordered = ordered or ${ordered}
    where id = ${replay.id}`;
  return items;
}

interface Row extends CandidateRow {
  readonly id: number;
  readonly version: number;
  readonly eventKey: string | null;
  readonly eventId: string | null;
  readonly diedAt: Date | null;
}

/** Locks messages and judges them by the frozen policy, in the order of their ids given. What is deleted since is left out. */
export async function judgePart(
  ctx: Ctx,
  tx: Transaction,
  ids: readonly number[],
  { target, policy }: Pick<Gathering, "target" | "policy">,
  told: ToldBefore,
): Promise<readonly NewItem[]> {
  const rows = await tx<Row[]>`
    select m.id, m.version, m.event_key as "eventKey", m.event_id as "eventId", case when m.death_known then m.sort_at end as "diedAt", ${candidateColumns(tx, factsInForce(tx), isEdited(tx), needsInForce(tx))}
    from messages m left join derivations d on d.queue_id = m.queue_id join groups g on g.id = m.group_id join queues q on q.id = g.queue_id
    where m.id = any(${numberArray(ids)}::bigint[]) order by m.id for no key update of m`;
  const byId = new Map(rows.map((row) => [row.id, row]));
  const judged = ids.flatMap((id) => {
    const row = byId.get(id);
    return row
      ? [
          {
            row,
            candidate: candidateOf(
              ctx,
              row,
              { target, ordered: false },
              { n: 1, message: { ...row, producedAt: null, item: null, way: null, place: null } },
            ),
          },
        ]
      : [];
  });
  const checks = checksAt("start", { target, log: true, ordered: false });
  const informed = await inform(
    { ...ctx, config: limited(ctx.config, policy.replayLimit), sql: tx, despite: policy.despite, told },
    checks,
    judged.map(({ candidate }) => candidate),
  );
  const now = await readNow({ ...ctx, sql: tx });
  return judged.map(({ row, candidate }) => newItem(row, holdUnknown(judge(informed, candidate, now).verdict, now)));
}

const states = { send: "selected", skip: "skipped", hold: "held" } as const;

function newItem({ id, version }: Row, verdict: KnownVerdict): NewItem {
  return {
    messageId: id,
    version,
    state: states[verdict.do],
    reason: verdict.do === "send" ? null : { code: verdict.code, data: verdict.data },
    heldUntil: verdict.do === "hold" ? verdict.until : null,
  };
}

/** Whether a queue that they come from, or go to, hands messages out in order. */
async function needsOrder(ctx: Ctx, tx: Transaction, items: readonly InsertedItem[], target: ReplayTarget): Promise<boolean> {
  const queues = await tx<{ source: string; name: string }[]>`
    select source, name from queues where id in (
      select distinct queue_id from messages where id = any(${numberArray(items.map(({ messageId }) => messageId))}::bigint[])
    )`;
  return queues.some(({ source, name }) => {
    if (!ctx.config.sources.some((configured) => configured.name === source)) return false;
    const broker = ctx.brokers.get(source);
    return broker.capabilities(name).ordered || (target.to === "queue" && broker.capabilities(target.queue).ordered);
  });
}

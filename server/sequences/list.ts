import type { Fragment } from "postgres";
import { seenIn, type Visible, visibleQueues } from "../access/visible.ts";
import { findNumbers, seenOutboxes } from "../applications/outbox/find-numbers.ts";
import type { Ctx } from "../context.ts";
import { answerSequences, type KeyCounts } from "./answer.ts";
import type { SequencesInput } from "./input.ts";
import { lineOf, missingOf } from "./line.ts";
import type { SequencePage } from "./output.ts";
import { type KeyRef, readKeys } from "./read-keys.ts";
import type { Trouble } from "./words.ts";

const shownPoints = 6;
/** Queues in which one key is looked up. */
const mostQueues = 20;

interface Kept extends KeyRef {
  readonly trouble: Trouble | null;
  readonly since: Date | null;
}

/** Keys with trouble, by kind and since when, each judged again at this moment; or one key, wherever it is. What stands in hidden queues is not there. */
export async function listSequences(ctx: Ctx, input: SequencesInput): Promise<SequencePage> {
  const visible = await visibleQueues(ctx, "message.view");
  const [counts, found] = await Promise.all([
    countKeys(ctx, visible),
    input.key === "" ? findKept(ctx, input, visible) : findKey(ctx, input.key, visible),
  ]);
  const shown = found.slice(0, input.limit);
  const since = new Map(shown.map((one) => [`${one.queueId} ${one.key}`, one.since]));
  const keys = await readKeys(ctx, shown, visible);
  const outboxOf = await findNumbers(await seenOutboxes(ctx), keys.flatMap(missingOf));
  const lines = keys.map((key) => lineOf(key, { most: shownPoints, since: since.get(`${key.queueId} ${key.key}`) ?? null, outboxOf }));
  const last = found.length > input.limit ? shown.at(-1) : undefined;
  return {
    answer: answerSequences(counts),
    asOf: ctx.clock(),
    counts: { blocked: counts.blocked.keys, gap: counts.gap.keys, stale: counts.stale.keys },
    // What has no trouble any more is left out, unless it was asked for.
    lines: input.key === "" ? lines.filter(({ trouble }) => trouble !== null) : lines,
    cursor:
      last?.trouble && last.since ? { trouble: last.trouble, since: last.since.toISOString(), queueId: last.queueId, key: last.key } : null,
  };
}

function findKept({ sql }: Ctx, { trouble, cursor, limit }: SequencesInput, visible: Visible): Promise<readonly Kept[]> {
  const after = cursor
    ? sql`(trouble, since, queue_id, event_key) > (${cursor.trouble}::sequence_trouble, ${cursor.since}::timestamptz, ${cursor.queueId}::int, ${cursor.key}::text)`
    : sql`true`;
  return sql<Kept[]>`
    select queue_id as "queueId", event_key as key, trouble, since from sequence_keys
    where ${after} and ${trouble === undefined ? sql`true` : sql`trouble = ${trouble}::sequence_trouble`} ${seenKeys(sql, visible)}
    order by sequence_keys.trouble, since, queue_id, event_key limit ${limit + 1}`;
}

/** What waits for a hidden message is not told: in what somebody sees, nothing is known that comes before it. */
function seenKeys(sql: Ctx["sql"], visible: Visible): Fragment {
  return sql`${seenIn(sql, visible, sql`queue_id`)} ${seenIn(sql, visible, sql`coalesce(front_queue_id, queue_id)`)}`;
}

async function findKey({ sql }: Ctx, key: string, visible: Visible): Promise<readonly Kept[]> {
  return sql<Kept[]>`
    select q.id as "queueId", ${key}::text as key, k.trouble, k.since from queues q left join sequence_keys k on k.queue_id = q.id and k.event_key = ${key}
    where exists (select from messages m where m.queue_id = q.id and m.event_key = ${key} and m.sequence is not null) ${seenIn(sql, visible, sql`q.id`)}
    order by q.id limit ${mostQueues}`;
}

async function countKeys({ sql }: Ctx, visible: Visible): Promise<Readonly<Record<Trouble, KeyCounts>>> {
  const rows = await sql<(KeyCounts & { trouble: Trouble })[]>`
    select trouble, count(*) as keys, sum(messages)::bigint as messages from sequence_keys where true ${seenKeys(sql, visible)} group by 1`;
  const of = (trouble: Trouble) => rows.find((row) => row.trouble === trouble) ?? { keys: 0, messages: 0 };
  return { blocked: of("blocked"), gap: of("gap"), stale: of("stale") };
}

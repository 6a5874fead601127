import { type By, byColumn } from "../access/by-column.ts";
import { readSeen, type Seen, seenMessage, seenReplay } from "../access/seen.ts";
import { seenIn } from "../access/visible.ts";
import type { Fate } from "../sources/attempt.ts";
import type { LogCodec } from "../sources/log.ts";
import type { BrokerKind } from "../sources/port.ts";
import type { Ctx } from "../context.ts";
import type { ReplayTarget } from "../db/schema/replays.ts";
import type { Style } from "../entities/event-type.ts";
import { styleOf } from "../entities/style.ts";
import { noSuch } from "../errors.ts";
import { diagnoseMessage } from "../failures/diagnose.ts";
import { type OriginRecord, placeOfRecord, type RecordPlace } from "../failures/origin-record.ts";
import { undoneWords } from "../failures/words.ts";
import type { Category, Diagnosis, Verdict } from "../failures/failure.ts";
import { readStored, type Stored } from "../payloads/read.ts";
import { failedMessage, type Reader, readerOf } from "../payloads/reader.ts";
import { nowBegins, type Recent, standingOf, unreadMs } from "../failures/standing.ts";
import { answerMessage, type MessageAnswer } from "./answer.ts";
import { answerFacts } from "./answer-facts.ts";
import { type Death, deathColumns } from "./death-columns.ts";
import { isCopy, isInPlay } from "./copies.ts";
import { isEdited } from "./edited.ts";
import type { FoundOriginal } from "./delivered.ts";
import { describeHead, type HeadView, unreadHead } from "./describe-head.ts";
import type { Reason } from "./reason.ts";
import { traceLink } from "./trace-link.ts";
import type { HistoryKind, MessageState } from "./transitions.ts";

export interface HistoryLine {
  readonly messageId: number;
  readonly seq: number;
  readonly kind: HistoryKind;
  readonly at: Date;
  readonly by: By;
  /** In the audit log; null: no act of its own. */
  readonly operation: number | null;
  readonly replayId: number | null;
  /** With the outcome of a send: when the intent to send was committed. */
  readonly intentAt: Date | null;
  readonly data: {
    readonly reason?: string;
    readonly version?: number;
    readonly detail?: Reason;
    /** The record whose bytes capture put in. */
    readonly record?: RecordPlace;
    /** Captured again: it may be this message, which was released; of several copies the first. */
    readonly releasedFrom?: number;
    /** It has not come back for longer than its failure is known to take, and its target was consumed. */
    readonly proven?: boolean;
    /** What an edit changed. */
    readonly changes?: { readonly head: boolean; readonly body: boolean };
  } | null;
}

type StoredData = Omit<NonNullable<HistoryLine["data"]>, "record"> & { readonly record?: OriginRecord };

interface Row extends Death {
  readonly id: number;
  readonly state: MessageState;
  readonly seq: number;
  readonly version: number;
  readonly eventId: string | null;
  readonly eventKey: string | null;
  readonly eventType: string;
  readonly size: number;
  readonly lineageId: number | null;
  readonly cameBackFrom: number | null;
  readonly replayCount: number;
  readonly duplicateOf: number | null;
  /** The first of the messages that it may be: released to the same queue before, with the same bytes. null: none. */
  readonly releasedFrom: number | null;
  /** The last message that was captured after a release of this one, with its bytes; null: none. */
  readonly capturedAgainAs: number | null;
  /** The last of the messages that it may be, by a release, which consumers may get, or have got, too; null: none. */
  readonly copyInPlay: number | null;
  readonly queue: string;
  readonly source: string;
  readonly kind: BrokerKind | null;
  readonly groupId: number;
  readonly groupTitle: string;
  readonly verdict: Verdict;
  readonly category: Category;
  readonly others: number;
  readonly cameBackAs: number | null;
  readonly replayId: number | null;
  readonly newer: number | null;
  readonly older: number | null;
  /** What capture found of the record that it is not whole without; null: it needs none. */
  readonly original: FoundOriginal["found"] | null;
  /** What has become of it at a source that keeps it; null: it stands there, or its source keeps nothing. */
  readonly fate: Exclude<Fate, "standing"> | null;
}

/** What only the sentence needs. */
interface Told extends Recent {
  /** The first of its lineage, which may be hidden. */
  readonly first: number;
  readonly replayTarget: ReplayTarget | null;
  readonly edited: boolean;
  /** See `AnswerFacts`. */
  readonly likeBy: "event_id" | "body" | null;
  /** Its last send is watched, or was; null: it was never sent. */
  readonly watched: boolean | null;
  readonly processed: boolean;
}

type SafeDiagnosis = Omit<Diagnosis, "unwrapped" | "restores"> & { readonly unwraps: string | null };

export interface MessageView extends Row, HeadView {
  readonly answer: MessageAnswer;
  readonly diagnosis: SafeDiagnosis | null;
  readonly bodyIsNull: boolean;
  readonly history: readonly HistoryLine[];
  /** The whole chain of comebacks, oldest first; one entry: it never came back. */
  readonly lineage: readonly { readonly id: number; readonly state: MessageState }[];
  readonly replayLimit: number;
  /** Where its trace is looked at; null: it carries none, or no place is configured. */
  readonly traceLink: string | null;
  /** What it is, as redrive.yaml or its envelope says; null: neither does. */
  readonly style: Style | null;
  /** redrive.yaml says where its entity is looked up. */
  readonly hasEntity: boolean;
}

/** Everything about one message but its body. The diagnosis is made again from the bytes, so that it is never older than the rules. */
export async function getMessage(ctx: Ctx, { id }: { readonly id: number }): Promise<MessageView> {
  const seen = await readSeen(ctx);
  const [{ replayTarget, edited, watched, processed, lastAt, lastKnown, ten, isRead, first, ...row }, stored] = await Promise.all([
    readRow(ctx, id, seen),
    readStored(ctx, id),
  ]);
  const reader = readerOf(ctx, stored);
  const [history, lineage] = await Promise.all([readHistory(ctx, first, seen, reader?.codec.log ?? null), readLineage(ctx, first, seen)]);
  const read = reader && diagnoseStored(reader, stored);
  const standing = standingOf({ lastAt, lastKnown, ten, isRead }, ctx.clock());
  const facts = answerFacts({ ...row, replayTarget, edited, watched, processed, standing }, read?.diagnosis ?? null);
  const head = read?.head ?? unreadHead(row.source);
  return {
    ...row,
    verdict: facts.verdict,
    ...head,
    traceLink: traceLink(ctx.config.traces.link, head.traceId),
    diagnosis: read && withoutBytes(read.diagnosis),
    style: read && styleOf(read.failed, row.eventType, ctx.config.eventTypes),
    hasEntity: ctx.config.eventTypes.some(({ name, fetch }) => name === row.eventType && fetch !== null),
    answer: answerMessage(facts),
    bodyIsNull: stored.body === null,
    history,
    lineage,
    replayLimit: ctx.config.replayLimit,
  };
}

function diagnoseStored(reader: Reader, stored: Stored) {
  const failed = failedMessage(reader, stored, stored.capturedAt);
  const diagnosis = diagnoseMessage(failed, reader.rules);
  return { failed, diagnosis, head: describeHead(failed, { diagnosis, strips: reader.codec.strips(stored.head), log: reader.codec.log }) };
}

function withoutBytes({ unwrapped, restores, ...rest }: Diagnosis): SafeDiagnosis {
  return { ...rest, unwraps: undoneWords({ unwrapped, restores }) };
}

async function readRow(ctx: Ctx, id: number, seen: Seen): Promise<Row & Told> {
  const now = ctx.clock();
  const { sql } = ctx;
  const [row] = await sql<(Row & Told)[]>`
    select m.id, m.state, m.seq, m.version, ${deathColumns(ctx)}, m.event_id as "eventId", m.event_key as "eventKey",
      m.event_type as "eventType", m.size, ${seenMessage(sql, seen, sql`m.lineage_id`)} as "lineageId", coalesce(m.lineage_id, m.id) as first, m.came_back_from as "cameBackFrom",
      (select case i.reason_code when 'back_by_event_id' then 'event_id' when 'back_by_body' then 'body' end
        from replay_items i where i.id = m.came_back_from and i.came_back_as = m.id) as "likeBy", m.replay_count as "replayCount",
      m.suspected_duplicate_of as "duplicateOf",
      (select (h.data->>'releasedFrom')::bigint from message_history h where h.message_id = m.id and h.seq = 1) as "releasedFrom",
      (select max(n.id) from messages n where n.id > m.id and ${isCopy(sql)}) as "capturedAgainAs",
      (select max(n.id) from messages n where ${isCopy(sql)} and ${isInPlay(sql)}) as "copyInPlay", q.name as queue, q.source, s.kind, m.group_id as "groupId", g.title as "groupTitle", g.verdict, g.category,
      greatest(coalesce((select sum(c.n) from day_counts c where c.group_id = m.group_id), 0) - 1, 0)::bigint as others,
      (select ${seenMessage(sql, seen, sql`i.came_back_as`)} from message_history h join replay_items i on i.id = h.item_id
        where h.message_id = m.id and i.came_back_as is not null order by i.id desc limit 1) as "cameBackAs",
      (select ${seenReplay(sql, seen, sql`i.replay_id`)} from message_history h join replay_items i on i.id = h.item_id where h.message_id = m.id order by i.id desc limit 1) as "replayId",
      (select r.target from message_history h join replay_items i on i.id = h.item_id join replays r on r.id = i.replay_id
        where h.message_id = m.id order by i.id desc limit 1) as "replayTarget",
      (select i.state in ('observing', 'presumed_ok', 'processed', 'came_back') from message_history h join replay_items i on i.id = h.item_id
        where h.message_id = m.id order by i.id desc limit 1) as watched,
      coalesce((select i.state = 'processed' from message_history h join replay_items i on i.id = h.item_id where h.message_id = m.id order by i.id desc limit 1), false) as processed,
      ${isEdited(ctx.sql)} as edited, g.last_seen_at as "lastAt", g.last_death_known as "lastKnown",
      coalesce((select sum(a.known) from minute_arrivals a where a.group_id = g.id and a.minute > ${nowBegins(now)}), 0)::bigint as ten,
      coalesce(q.state = 'running' and q.alive_at > ${new Date(now.getTime() - unreadMs)}, false) as "isRead",
      (select n.id from messages n where n.group_id = m.group_id and (n.sort_at, n.id) > (m.sort_at, m.id) order by n.sort_at, n.id limit 1) as newer,
      (select n.id from messages n where n.group_id = m.group_id and (n.sort_at, n.id) < (m.sort_at, m.id) order by n.sort_at desc, n.id desc limit 1) as older,
      (select h.data->>'original' from message_history h where h.message_id = m.id and h.seq = 1) as original,
      (select f.fate from message_fates f where f.message_id = m.id) as fate
    from messages m join queues q on q.id = m.queue_id join groups g on g.id = m.group_id
    left join sources s on s.name = q.source
    where m.id = ${id} ${seenIn(sql, seen.messages, sql`m.queue_id`)}`;
  if (!row) throw noSuch(`message ${id}`);
  return row;
}

async function readHistory(ctx: Ctx, lineageId: number, seen: Seen, log: LogCodec | null): Promise<readonly HistoryLine[]> {
  const replayId = seenReplay(ctx.sql, seen, ctx.sql`i.replay_id`);
  // The reason of a replay tells of all of its queues. Whether one that is forgotten was seen is not known.
  const data =
    seen.replays === "everywhere"
      ? ctx.sql`h.data`
      : ctx.sql`case when h.item_id is not null and ${replayId} is null then h.data - 'reason' else h.data end`;
  const rows = await ctx.sql<(Omit<HistoryLine, "data"> & { readonly data: StoredData | null })[]>`
    select h.message_id as "messageId", h.seq, h.kind, h.at, ${byColumn(ctx.sql, ctx.sql`h.principal_id`)} as by, h.operation_id as operation, ${replayId} as "replayId", h.intent_at as "intentAt", ${data} as data
    from message_history h left join replay_items i on i.id = h.item_id
    where h.message_id in (select id from messages m where (id = ${lineageId} or lineage_id = ${lineageId}) ${seenIn(ctx.sql, seen.messages, ctx.sql`m.queue_id`)})
    order by h.at desc, h.message_id desc, h.seq desc limit 500`;
  return rows.map(({ data, ...row }) => {
    if (!data?.record) return { ...row, data: data as HistoryLine["data"] };
    return { ...row, data: { ...data, record: placeOfRecord(log, data.record) } };
  });
}

function readLineage({ sql }: Ctx, lineageId: number, seen: Seen): Promise<MessageView["lineage"]> {
  return sql<{ id: number; state: MessageState }[]>`
    select id, state from messages m
    where (id = ${lineageId} or lineage_id = ${lineageId}) ${seenIn(sql, seen.messages, sql`m.queue_id`)} order by id limit 100`;
}

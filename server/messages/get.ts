import { type By, byColumn } from "../access/by-column.ts";
import type { BrokerKind, Head, Header, LogCodec } from "../sources/port.ts";
import type { Ctx } from "../context.ts";
import { DomainError } from "../errors.ts";
import { diagnoseMessage } from "../failures/diagnose.ts";
import { type OriginRecord, placeOfRecord, readOriginRecord, type RecordPlace } from "../failures/origin-record.ts";
import type { Category, Diagnosis, Verdict } from "../failures/failure.ts";
import { readStored } from "../payloads/read.ts";
import { failedMessage, readerOf } from "../payloads/reader.ts";
import { answerMessage, type MessageAnswer } from "./answer.ts";
import type { FoundOriginal } from "./delivered.ts";
import type { Reason } from "./reason.ts";
import type { HistoryKind, MessageState } from "./transitions.ts";

export interface HeaderLine extends Header {
  /** The convention that it belongs to; null: the application's own. */
  readonly convention: string | null;
  /** Why a replay leaves it out; null: it is sent. */
  readonly stripped: string | null;
}

export interface HistoryLine {
  readonly messageId: number;
  readonly seq: number;
  readonly kind: HistoryKind;
  readonly at: Date;
  readonly by: By;
  readonly replayId: number | null;
  /** With the outcome of a send: when the intent to send was committed. */
  readonly intentAt: Date | null;
  readonly data: {
    readonly reason?: string;
    readonly version?: number;
    readonly detail?: Reason;
    /** The record whose bytes capture put in. */
    readonly record?: RecordPlace;
    /** What an edit changed. */
    readonly changes?: { readonly head: boolean; readonly body: boolean };
  } | null;
}

type StoredData = Omit<NonNullable<HistoryLine["data"]>, "record"> & { readonly record?: OriginRecord };

interface Row {
  readonly id: number;
  readonly state: MessageState;
  readonly seq: number;
  readonly version: number;
  readonly diedAt: Date;
  readonly capturedAt: Date;
  readonly eventId: string | null;
  readonly eventKey: string | null;
  readonly eventType: string;
  readonly size: number;
  readonly lineageId: number | null;
  readonly cameBackFrom: number | null;
  readonly replayCount: number;
  readonly duplicateOf: number | null;
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
}

type SafeDiagnosis = Omit<Diagnosis, "unwrapped"> & { readonly unwraps: string | null };

export interface MessageView extends Row {
  readonly answer: MessageAnswer;
  readonly diagnosis: SafeDiagnosis | null;
  readonly headers: readonly HeaderLine[];
  readonly properties: readonly HeaderLine[];
  readonly address: Head["address"];
  readonly problem: string | null;
  readonly bodyIsNull: boolean;
  readonly history: readonly HistoryLine[];
  /** The whole chain of comebacks, oldest first; one entry: it never came back. */
  readonly lineage: readonly { readonly id: number; readonly state: MessageState; readonly diedAt: Date }[];
  readonly replayLimit: number;
  /** It lies in a log: the topic keeps it whatever becomes of it here. */
  readonly log: boolean;
  /** The record of a log that it was made from, where it says so. */
  readonly originRecord: RecordPlace | null;
}

/** Everything about one message but its body. The diagnosis is made anew from the bytes, so that it is never older than the rules. */
export async function getMessage(ctx: Ctx, { id }: { readonly id: number }): Promise<MessageView> {
  const [row, stored] = await Promise.all([readRow(ctx, id), readStored(ctx, id)]);
  const reader = readerOf(ctx, stored);
  const failed = reader && failedMessage(reader, stored, row.capturedAt);
  const head = failed?.head ?? null;
  const log = reader?.codec.log ?? null;
  const record = head && log && readOriginRecord(head);
  const diagnosis = failed && diagnoseMessage(failed, reader.rules);
  const [history, lineage] = await Promise.all([readHistory(ctx, row.lineageId ?? id, log), readLineage(ctx, row.lineageId ?? id)]);
  const strips = new Map(reader?.codec.strips(stored.head).map(({ name, why }) => [name, why]));
  for (const name of diagnosis?.strips ?? []) if (!strips.has(name)) strips.set(name, "It belongs to the failure, not to the event.");
  const describe = (header: Header): HeaderLine => ({
    ...header,
    convention: diagnosis?.conventions.find(({ headers }) => headers.includes(header.name))?.name ?? null,
    stripped: strips.get(header.name) ?? null,
  });
  return {
    ...row,
    diagnosis: diagnosis && withoutBytes(diagnosis),
    answer: answerMessage(answerFacts(row, diagnosis)),
    headers: head?.headers.map(describe) ?? [],
    properties: head?.properties.map(describe) ?? [],
    address: head?.address ?? {},
    problem: head ? head.problem : `Source "${row.source}" is no longer configured, so its headers cannot be read.`,
    bodyIsNull: stored.body === null,
    history,
    lineage,
    replayLimit: ctx.config.replayLimit,
    log: log !== null,
    originRecord: record && placeOfRecord(log, record),
  };
}

function withoutBytes({ unwrapped, ...rest }: Diagnosis): SafeDiagnosis {
  return { ...rest, unwraps: unwrapped?.why ?? null };
}

function answerFacts(row: Row, diagnosis: Diagnosis | null) {
  const exact = diagnosis?.attempts.filter(({ certainty }) => certainty === "exact").length ?? 0;
  return {
    ...row,
    category: diagnosis?.category ?? row.category,
    verdict: diagnosis?.verdict ?? row.verdict,
    downstream: diagnosis?.downstream ?? null,
    frame: diagnosis?.frame ?? null,
    errorType: diagnosis?.errorType ?? null,
    errorText: diagnosis?.errorText ?? null,
    attempts: diagnosis?.attemptCount ?? null,
    certain: exact === 0 ? ("none" as const) : exact === diagnosis?.attempts.length ? ("all" as const) : ("some" as const),
    because: diagnosis?.evidence[0] ?? null,
    incomplete: diagnosis?.incomplete ?? null,
    cameBack: row.cameBackFrom !== null,
    target: diagnosis?.origin?.queue ?? null,
  };
}

async function readRow(ctx: Ctx, id: number): Promise<Row> {
  const [row] = await ctx.sql<Row[]>`
    select m.id, m.state, m.seq, m.version, m.died_at as "diedAt", m.captured_at as "capturedAt", m.event_id as "eventId", m.event_key as "eventKey",
      m.event_type as "eventType", m.size, m.lineage_id as "lineageId", m.came_back_from as "cameBackFrom", m.replay_count as "replayCount",
      m.suspected_duplicate_of as "duplicateOf", q.name as queue, q.source, s.kind, m.group_id as "groupId", g.title as "groupTitle", g.verdict, g.category,
      greatest(coalesce((select sum(c.n) from day_counts c where c.group_id = m.group_id), 0) - 1, 0)::bigint as others,
      (select i.came_back_as from message_history h join replay_items i on i.id = h.item_id
        where h.message_id = m.id and i.came_back_as is not null order by i.id desc limit 1) as "cameBackAs",
      (select i.replay_id from message_history h join replay_items i on i.id = h.item_id where h.message_id = m.id order by i.id desc limit 1) as "replayId",
      (select n.id from messages n where n.group_id = m.group_id and (n.died_at, n.id) > (m.died_at, m.id) order by n.died_at, n.id limit 1) as newer,
      (select n.id from messages n where n.group_id = m.group_id and (n.died_at, n.id) < (m.died_at, m.id) order by n.died_at desc, n.id desc limit 1) as older,
      (select h.data->>'original' from message_history h where h.message_id = m.id and h.seq = 1) as original
    from messages m join queues q on q.id = m.queue_id join groups g on g.id = m.group_id
    left join sources s on s.name = q.source
    where m.id = ${id}`;
  if (!row) throw new DomainError("not_found", `There is no message ${id}.`);
  return row;
}

async function readHistory(ctx: Ctx, lineageId: number, log: LogCodec | null): Promise<readonly HistoryLine[]> {
  const rows = await ctx.sql<(Omit<HistoryLine, "data"> & { readonly data: StoredData | null })[]>`
    select h.message_id as "messageId", h.seq, h.kind, h.at, ${byColumn(ctx.sql, ctx.sql`h.principal_id`)} as by, i.replay_id as "replayId", h.intent_at as "intentAt", h.data
    from message_history h left join replay_items i on i.id = h.item_id
    where h.message_id in (select id from messages where id = ${lineageId} or lineage_id = ${lineageId})
    order by h.at desc, h.message_id desc, h.seq desc limit 500`;
  return rows.map(({ data, ...row }) => {
    if (!data?.record) return { ...row, data: data as HistoryLine["data"] };
    return { ...row, data: { ...data, record: placeOfRecord(log, data.record) } };
  });
}

function readLineage(ctx: Ctx, lineageId: number): Promise<MessageView["lineage"]> {
  return ctx.sql<{ id: number; state: MessageState; diedAt: Date }[]>`
    select id, state, died_at as "diedAt" from messages where id = ${lineageId} or lineage_id = ${lineageId} order by id limit 100`;
}

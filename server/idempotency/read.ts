import { seenIn, visibleQueues } from "../access/visible.ts";
import { type Consumer, consumersOf } from "../applications/consumer-of.ts";
import { findOutboxRows, type OutboxRowsFound } from "../applications/outbox/find-rows.ts";
import { findDone } from "../applications/processed/find-done.ts";
import { listProcessed, type ProcessedRows } from "../applications/processed/list-processed.ts";
import type { Processed } from "../applications/processed/processed.ts";
import { seenApplications } from "../applications/seen.ts";
import type { Ctx } from "../context.ts";
import { noSuch } from "../errors.ts";
import { readStored } from "../payloads/read.ts";
import { momentOf } from "../text/moment.ts";
import { judgeStale, staleWords } from "../sequences/judge-stale.ts";
import { readLatest } from "../sequences/read-latest.ts";
import { eventTimeOf } from "../payloads/reader.ts";

/** Whether the event of one message was processed, as the applications that consume it say at this moment. */
export interface Idempotency {
  readonly eventId: string | null;
  readonly producedAt: Date | null;
  readonly askedAt: Date;
  /** Empty: redrive.yaml names no application that consumes its queue. */
  readonly consumers: readonly ConsumerAnswer[];
  /** Of a message that carries state and has no number: whether a later state of its key was processed, in a sentence; null: nothing later is known. */
  readonly stale: string | null;
  /** Where the event may have come from: every outbox that whoever asks may see, and that has it or cannot tell. */
  readonly outboxes: readonly OutboxRowsFound[];
}

interface ConsumerAnswer {
  readonly application: string;
  readonly consumer: string | null;
  readonly state: Processed["state"];
  readonly at: Date | null;
  readonly lastAt: Date | null;
  readonly times: number;
  /** Why it is unknown; null otherwise. */
  readonly reason: string | null;
  readonly tables: readonly TableAnswer[];
  readonly tookMs: number;
}

interface TableAnswer extends Pick<ProcessedRows, "table" | "reason" | "warnings"> {
  /** Since when it knows. "all": rows are never removed. `unknown`: why nobody knows. */
  readonly since: Date | "all" | { readonly unknown: string };
  readonly rows: readonly {
    readonly consumer: string | null;
    readonly at: Date | null;
    readonly lastAt: Date | null;
    readonly times: number;
    /** Of the consumer of this queue. */
    readonly isOwn: boolean;
  }[];
}

interface Row {
  readonly eventId: string | null;
  readonly key: string | null;
  readonly type: string;
  readonly number: string | null;
}

/** Asks the applications at once. Not found: the message does not exist, or whoever asks may not see it. */
export async function readIdempotency(ctx: Ctx, { id }: { readonly id: number }): Promise<Idempotency> {
  const visible = await visibleQueues(ctx, "message.view");
  const [row] = await ctx.sql<[Row?]>`
    select event_id as "eventId", event_key as key, event_type as type, sequence::text as number from messages m where id = ${id} ${seenIn(ctx.sql, visible, ctx.sql`m.queue_id`)}`;
  if (!row) throw noSuch(`message ${id}`);
  const stored = await readStored(ctx, id);
  const producedAt = eventTimeOf(ctx, stored);
  const askedAt = ctx.clock();
  const seen = await seenApplications(ctx, "message.view");
  const isSeen = ({ application }: Consumer) => seen.some((one) => one.application.spec.name === application.name);
  const consuming = consumersOf(ctx.config.applications, stored);
  const [consumers, stale, outboxes] = await Promise.all([
    Promise.all(
      consuming.map(async (consumer) => {
        const answer = await askConsumer(ctx, consumer, row.eventId, producedAt);
        // It also consumes queues that whoever asks may not see: whether this event was processed is told, and nothing of its tables.
        return isSeen(consumer) ? answer : { ...answer, tables: [], reason: answer.reason === null ? null : hiddenReason };
      }),
    ),
    consuming.every(isSeen) ? readStale(ctx, row, producedAt, consuming) : null,
    row.eventId === null ? [] : findOutboxRows(ctx, { by: "eventId", value: row.eventId }),
  ]);
  return {
    eventId: row.eventId,
    producedAt,
    askedAt,
    consumers,
    stale,
    outboxes,
  };
}

async function readStale(
  ctx: Ctx,
  { key, type, number }: Row,
  producedAt: Date | null,
  consumers: readonly Consumer[],
): Promise<string | null> {
  const isState = ctx.config.eventTypes.some(({ name, kind }) => name === type && kind === "state");
  if (key === null || type === null || number !== null || !isState) return null;
  const [told = []] = await readLatest(ctx, [{ key, eventType: type, consumers }]);
  return staleWords(judgeStale(producedAt, told));
}

async function askConsumer(
  { applications }: Ctx,
  { application: spec, name }: Consumer,
  eventId: string | null,
  producedAt: Date | null,
): Promise<ConsumerAnswer> {
  const begun = performance.now();
  const application = applications.all.find((one) => one.spec.name === spec.name);
  const unknown = (reason: string): ConsumerAnswer => ({ ...nothing, application: spec.name, consumer: name, reason });
  if (eventId === null) return unknown("The message carries no event id.");
  if (!application) return unknown("Its database is not open here.");
  const found = await findDone(application, name, [{ eventId, producedAt: producedAt && producedAt.getTime() }]);
  const { tables } = await listProcessed(application, name, eventId);
  const says = found.get(eventId);
  return {
    ...nothing,
    application: spec.name,
    consumer: name,
    state: says?.state ?? "unknown",
    ...(says?.state === "processed" && { at: momentOf(says.at), lastAt: momentOf(says.lastAt), times: says.times }),
    reason: says?.state === "unknown" ? says.reason : null,
    tables: tables.map((one) => tableOf(one, name)),
    tookMs: Math.round(performance.now() - begun),
  };
}

const hiddenReason = "Its database does not tell.";

const nothing = { state: "unknown", at: null, lastAt: null, times: 0, tables: [], tookMs: 0 } as const;

function tableOf({ since, rows, ...one }: ProcessedRows, name: string | null): TableAnswer {
  return {
    ...one,
    since: since === null ? "all" : typeof since === "object" ? since : new Date(since),
    rows: rows.map((row) => ({
      ...row,
      at: momentOf(row.at),
      lastAt: momentOf(row.lastAt),
      isOwn: row.consumer === null || row.consumer === name,
    })),
  };
}

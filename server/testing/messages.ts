import { principalId } from "../access/remember-principal.ts";
import type { Header, RawMessage } from "../sources/port.ts";
import { formatHead, textHeader } from "../sources/json-head.ts";
import { memoryCodec } from "../sources/memory/head.ts";
import type { SourceConfig } from "../config/config.ts";
import type { Ctx } from "../context.ts";
import type { QueueReader } from "../messages/derive/queue-reader.ts";
import { moveMessages } from "../messages/move.ts";
import { deriveStretch } from "../messages/derive/derive-stale.ts";
import { raiseAll } from "../messages/derive/raise.ts";
import { prepareSelection } from "../selections/prepare.ts";
import { ingestBatch } from "../capture/ingest.ts";
import type { HistoryKind, MessageState } from "../messages/transitions.ts";

export const plainRules = {
  envelope: { eventId: "$.eventId", eventType: "$.eventType" },
  headers: { failedAt: "x-died" },
  categories: [],
  ownCode: [],
  downstreams: [],
  needs: [],
};

/** The source that these factories capture from: everything in it is taken. */
export const shop: SourceConfig = {
  kind: "memory",
  name: "shop",
  queues: [{ name: "*", capture: "take", takeDespiteHazard: false, target: { to: "failed_queue" }, rules: plainRules }],
};

/** A watched queue of source "shop", and how its messages are read. */
export async function watchQueue(ctx: Ctx, queue = "orders.dlq"): Promise<QueueReader> {
  const [row] = await ctx.sql<{ id: number }[]>`
    insert into queues (source, name, watched, mode, state) values ('shop', ${queue}, true, 'take', 'running') returning id`;
  return { queueId: row?.id ?? 0, source: "shop", queue, kind: "memory", rules: plainRules, codec: memoryCodec };
}

/** When messages of tests died, unless they say: a week ago, to the second. */
export const died = new Date(Math.floor(Date.now() / 1_000) * 1_000 - 604_800_000);

/** A dead letter as the broker hands it out. It says when it died in a header that `plainRules` read; `diedAt` null: it does not say. */
export function rawMessage(
  fields: Partial<RawMessage> & { readonly headers?: readonly Header[]; readonly diedAt?: Date | null } = {},
): RawMessage {
  const { headers = [], diedAt = died, ...rest } = fields;
  const death = diedAt === null ? [] : [textHeader(plainRules.headers.failedAt, diedAt.toISOString())];
  return {
    body: Buffer.from(`{"eventId":"e-1","eventType":"OrderPlaced"}`),
    head: formatHead({ key: null, address: { queue: "orders.dlq" }, headers: [...headers, ...death], properties: [] }),
    position: "1",
    identity: null,
    redelivered: false,
    ...rest,
  };
}

/** Captures messages and answers their ids. */
export async function capture(ctx: Ctx, reader: QueueReader, batch: readonly RawMessage[]): Promise<readonly number[]> {
  const [before] = await ctx.sql<{ last: number }[]>`select coalesce(max(id), 0) as last from messages`;
  await ingestBatch(ctx, { reader, batch, patience: { signal: new AbortController().signal } });
  const rows = await ctx.sql<{ id: number }[]>`select id from messages where id > ${before?.last ?? 0} order by id`;
  return rows.map(({ id }) => id);
}

/** Raises the number of the rules and derives every message again. */
export async function deriveEverything(ctx: Ctx): Promise<void> {
  await raiseAll(ctx);
  for (let stale = 1; stale > 0; ) {
    await deriveStretch(ctx);
    const [row] = await ctx.sql<[{ stale: number }]>`
      select count(*)::int as stale from messages m join derivations d on d.queue_id = m.queue_id where m.derivation < d.number`;
    stale = row.stale;
  }
}

/** What has to happen to a captured message for it to be in each state. */
const ways: Readonly<Record<MessageState, readonly HistoryKind[]>> = {
  dead: [],
  replaying: ["claimed"],
  replayed: ["claimed", "confirmed"],
  unknown: ["claimed", "unknown"],
  discarded: ["discarded"],
  released: ["claimed", "released"],
};

/** Captures one message and brings it to a state through its history, as the verbs do. */
export async function messageInState(ctx: Ctx, reader: QueueReader, state: MessageState): Promise<number> {
  const [id] = await capture(ctx, reader, [rawMessage({ body: Buffer.from(`{"eventId":"${state}"}`) })]);
  for (const kind of ways[state]) {
    const event = { kind, at: ctx.clock(), principal: await principalId(ctx) };
    await ctx.sql.begin((tx) => moveMessages(tx, event, [{ messageId: id ?? 0 }]));
  }
  return id ?? 0;
}

/** What a person confirms who acts on everything that a filter matches. `asOf`: by default, all that was captured so far. */
export async function confirmed(ctx: Ctx, filter: string, asOf = new Date(Date.now() + 60_000)): Promise<{ readonly prepared: number }> {
  const { id } = await prepareSelection(ctx, { filter, asOf: asOf.toISOString() });
  return { prepared: id };
}

import { demand } from "../access/act.ts";
import { BrokerError, type Broker, type Head, type RawMessage } from "../sources/port.ts";
import type { Ctx } from "../context.ts";
import { DomainError } from "../errors.ts";
import { type OriginRecord, placeOfRecord, readOriginRecord } from "../failures/origin-record.ts";
import { findSource } from "../config/find.ts";
import { getMessage } from "../messages/get.ts";
import type { TakeOriginal } from "../messages/input.ts";
import { readFirstHead, readStored, type Stored } from "../payloads/read.ts";
import { wholeText } from "../payloads/text.ts";
import { equalBodies, storeVersion } from "../messages/store-version.ts";

/** The record that a dead letter was made from, beside it; `there` false: its topic does not hold it any more. */
export type Original =
  | { readonly there: false; readonly at: OriginRecord }
  | {
      readonly there: true;
      readonly at: OriginRecord;
      readonly same: { readonly body: boolean; readonly key: boolean };
      readonly size: number;
      /** Its body as text; null: it holds none, is too large to show, or is null. */
      readonly text: string | null;
      readonly isNull: boolean;
    };

interface Current extends Stored {
  readonly broker: Broker;
  readonly decoded: Head;
  readonly at: OriginRecord;
}

/** Reads the original record from its topic, where its framework says that it stands. Invalid: nothing says so. Unavailable: the broker does not answer. */
export async function readOriginal(ctx: Ctx, { id }: { readonly id: number }): Promise<Original> {
  const current = await findOriginal(ctx, await readStored(ctx, id));
  const record = await fetchRecord(current);
  const { at } = current;
  if (record === null) return { there: false, at };
  const head = current.broker.codec.decode(record.head);
  return {
    there: true,
    at,
    same: { body: equalBodies(record.body, current.body), key: equalBodies(head.key, current.decoded.key) },
    size: record.body?.length ?? 0,
    text: record.body === null ? null : wholeText(head, record.body),
    isNull: record.body === null,
  };
}

/**
 * Makes the original's body, key and headers a new version of the dead letter; what the failure added stays beside them and leaves with a replay, so
 * that the original itself is sent. Conflict: somebody acted on the message since `seq`.
 */
export async function takeOriginal(ctx: Ctx, input: TakeOriginal): Promise<{ readonly version: number; readonly seq: number }> {
  await demand(ctx, { permission: "message.edit", scope: "somewhere", subject: `message ${input.id}` });
  const stored = await readStored(ctx, input.id);
  await demand(ctx, {
    permission: "message.edit",
    scope: [{ source: stored.source, queue: stored.queue }],
    subject: `message ${input.id}`,
  });
  const current = await findOriginal(ctx, stored);
  const record = await fetchRecord(current);
  const { topic, place } = placeOfRecord(current.broker.codec.log, current.at);
  if (record === null) throw new DomainError("not_found", `Topic "${topic}" does not hold ${place} any more.`);
  const { headers } = await getMessage(ctx, { id: input.id });
  const keep = headers.filter(({ stripped }) => stripped !== null).map(({ name }) => name);
  const head = Buffer.from(current.broker.codec.log?.adopt(current.head, record.head, keep) ?? current.head);
  const to = { head, body: record.body === null ? null : Buffer.from(record.body) };
  if (current.head.equals(head) && equalBodies(current.body, to.body))
    throw new DomainError("invalid", "The dead letter is the original already, byte for byte.");
  return storeVersion(ctx, { ...input, from: current, to, audit: { topic, place } });
}

/** Where its framework says, never where an edit does: whoever sees one queue would read any record of the broker. */
async function findOriginal(ctx: Ctx, row: Stored): Promise<Current> {
  if (!findSource(ctx.config, row.source))
    throw new DomainError("unavailable", `Source "${row.source}" is no longer configured, so its topics cannot be read.`);
  const broker = ctx.brokers.get(row.source);
  const decoded = broker.codec.decode(row.head);
  const at = readOriginRecord(broker.codec.decode(await readFirstHead(ctx, row.id)));
  if (!broker.log || at === null) throw new DomainError("invalid", "This message does not say which record of a log it was made from.");
  return { ...row, broker, decoded, at };
}

async function fetchRecord({ broker, at }: Current): Promise<RawMessage | null> {
  try {
    return (await broker.log?.recordsAt(at.topic, at.part, [at.at]))?.get(at.at) ?? null;
  } catch (cause) {
    if (cause instanceof BrokerError && cause.code === "missing") return null;
    if (cause instanceof BrokerError) throw new DomainError("unavailable", cause.message, { cause });
    throw cause;
  }
}

import type { ChannelModel } from "amqplib";
import type { Outcome } from "../port.ts";
import { closeChannel } from "./link.ts";
import { errorText, replyCode, type Scrub } from "./errors.ts";
import { largestProperties, publishFrames, rawConnection, type RawChannel, rawProperties, writeFrames } from "./raw-connection.ts";

const sweepMs = 1_000;

export interface Publish {
  readonly exchange: Buffer;
  readonly routingKey: Buffer;
  readonly properties: Buffer;
  readonly body: Uint8Array;
  /** Tells otherwise equal messages apart when one of them is returned; null: nothing does. */
  readonly attempt: string | null;
}

/** An outcome, and whether the broker said that there is no such exchange. */
export interface Sent {
  readonly outcome: Outcome;
  readonly exchangeMissing: boolean;
}

interface Pending {
  readonly message: Publish;
  readonly since: number;
  readonly settle: (sent: Sent) => void;
  returned: string | null;
}

/** A confirm channel for one exchange, so that an error over this exchange costs no other publish its confirmation. */
export interface Lane {
  readonly closed: boolean;
  /** Writes at once and tells what became of it; never rejects. */
  send(message: Publish): Promise<Sent>;
  close(): Promise<void>;
}

export async function openLane(model: ChannelModel, confirmMs: number, scrub: Scrub): Promise<Lane> {
  const connection = rawConnection(model);
  const channel = (await model.createConfirmChannel()) as unknown as RawChannel;
  const pending = new Set<Pending>();
  const outbox: Buffer[] = [];
  let closed = false;
  let unanswered = 0;
  let reason: unknown = null;

  const flush = () => {
    const frames = outbox.splice(0);
    if (!closed) writeFrames(connection, channel.ch, frames);
  };
  const finish = (entry: Pending, outcome: Outcome, exchangeMissing = false) => {
    if (pending.delete(entry)) entry.settle({ outcome, exchangeMissing });
  };
  const sweep = setInterval(() => {
    const due = performance.now() - confirmMs;
    for (const entry of pending) {
      if (entry.since > due) break;
      finish(entry, { state: "unknown", reason: `RabbitMQ did not confirm within ${confirmMs / 1000} s.` });
    }
  }, sweepMs).unref();

  channel.on("error", (error) => {
    reason = error;
  });
  channel.on("close", () => {
    closed = true;
    clearInterval(sweep);
    const outcome = lostOutcome(unanswered, reason, scrub);
    for (const entry of pending) finish(entry, outcome, replyCode(reason) === 404);
  });
  channel.on("return", (message) => {
    const entry = findReturned(pending, message.fields, raw(message.properties), message.content);
    if (entry !== null) entry.returned = noRoute(entry.message, message.fields);
  });

  return {
    get closed() {
      return closed;
    },
    send: (message) => {
      if (closed) return Promise.resolve(notSent("RabbitMQ closed the channel."));
      const limit = largestProperties(connection);
      if (message.properties.length > limit) {
        const text = `The headers take ${message.properties.length} bytes; the broker takes ${limit} in one frame (frame_max). Shorten or strip some.`;
        return Promise.resolve({ outcome: { state: "refused", reason: text }, exchangeMissing: false });
      }
      return new Promise((settle) => {
        const entry: Pending = { message, since: performance.now(), settle, returned: null };
        pending.add(entry);
        unanswered++;
        channel.pushConfirmCallback((error) => {
          if (error !== null && error.message !== nacked) return;
          unanswered--;
          // Not "surely not sent": another queue of the exchange may have it, and reject-publish-dlx puts it on the dead-letter queue.
          if (error !== null) finish(entry, nack);
          else finish(entry, entry.returned === null ? confirmed : { state: "returned", reason: entry.returned });
        });
        if (outbox.push(publishFrames(connection, channel.ch, message)) === 1) setImmediate(flush);
      });
    },
    close: async () => {
      clearInterval(sweep);
      await closeChannel(channel);
    },
  };
}

/** It did not leave this process. */
export function notSent(reason: string): Sent {
  return { outcome: { state: "not_sent", reason }, exchangeMissing: false };
}

/** What the client's confirm callback says of a nack; its other error is that the channel closed, which is told once for all. */
const nacked = "message nacked";
/** The broker did not take it, as far as is known of one queue. */
export const nack: Outcome = { state: "refused", reason: "RabbitMQ refused the message (nack): the queue is full or its node is down." };
const confirmed: Outcome = { state: "confirmed", ref: null };

/**
 * Alone on the channel, the message is what the broker objected to and was not taken. Among others nobody can tell which of them were
 * taken before.
 */
function lostOutcome(count: number, error: unknown, scrub: Scrub): Outcome {
  const code = replyCode(error);
  const text = error === null ? "the connection was lost" : scrub(errorText(error));
  if (count > 1 || code === null) return { state: "unknown", reason: `No confirmation came: ${text}.` };
  if (code === 404) return { state: "returned", reason: `No such exchange: ${text}.` };
  // It lies in the user's permissions, which somebody may mend.
  if (code === 403) return { state: "not_sent", reason: `RabbitMQ denies access: ${text}.` };
  return { state: "refused", reason: `RabbitMQ refused the message: ${text}.` };
}

interface ReturnFields {
  readonly exchange?: string;
  readonly routingKey?: string;
  readonly replyCode?: number;
  readonly replyText?: string;
}

/** A return carries no tag: it is the oldest publish of the same key and body, the one whose attempt it names where that tells more. */
function findReturned(pending: ReadonlySet<Pending>, fields: ReturnFields, properties: Buffer, body: Buffer): Pending | null {
  let oldest: Pending | null = null;
  for (const entry of pending) {
    const { message } = entry;
    if (entry.returned !== null || message.routingKey.toString("utf8") !== fields.routingKey || !body.equals(message.body)) continue;
    if (message.attempt !== null && properties.includes(message.attempt)) return entry;
    oldest ??= entry;
  }
  return oldest;
}

function noRoute(message: Publish, { replyCode, replyText }: ReturnFields): string {
  const to =
    message.exchange.length === 0 ? `there is no queue "${message.routingKey}"` : `no queue takes key "${message.routingKey}" there`;
  return `RabbitMQ returned the message (${replyCode} ${replyText}): ${to}.`;
}

function raw(properties: object): Buffer {
  const bytes = (properties as Record<symbol, unknown>)[rawProperties];
  return Buffer.isBuffer(bytes) ? bytes : Buffer.alloc(0);
}

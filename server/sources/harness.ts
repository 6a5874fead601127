import { expect, vi } from "vitest";
import type { Broker, Capabilities, ConsumeOptions, Outgoing, RawMessage, Target } from "./port.ts";

export interface DyingMessage {
  readonly body: Uint8Array;
  readonly headers?: Readonly<Record<string, string>>;
}

/** What a broker under test must be able to do besides the port, by its own client: never through the adapter. */
export interface BrokerHarness {
  /** What the adapter must declare for a dead-letter queue. */
  readonly capabilities: Capabilities;
  /** Bodies that the broker can carry; one that it cannot must be refused in words. */
  readonly bodies: { readonly empty: boolean; readonly none: boolean; readonly controls: boolean };
  /** Messages carry headers; otherwise `die` sends none. */
  readonly carriesHeaders: boolean;
  /** Headers keep their order; else the protocol has none. */
  readonly ordersHeaders: boolean;
  /** Properties that the broker writes anew on every send. */
  readonly rewrites: readonly string[];
  /** The topology can be read: discover names the origins. */
  readonly seesOrigins: boolean;
  /** Consumers share a queue message by message, or each has partitions of its own. */
  readonly shares: "messages" | "partitions";
  /** Who receives what is sent to an origin, where that is not the queue itself. */
  receiver?(origin: string): string;
  /** A further adapter on the same broker; the suite closes it. */
  connect(): Broker;
  /** An adapter whose broker does not answer, configured with this secret as its password. */
  unreachable(secret: string): Broker;
  /** A new origin queue whose failed messages end in a new dead-letter queue. */
  deadLetterQueue(): Promise<{ readonly queue: string; readonly origin: string }>;
  /** A new queue that nobody consumes. */
  queue(): Promise<string>;
  /** Sends to the origin and lets a consumer fail there, in order; resolves when all lie in the dead-letter queue. */
  die(at: { readonly queue: string; readonly origin: string }, messages: readonly DyingMessage[]): Promise<void>;
  /** A publish that the broker refuses; null where there is none. */
  refusing(): Promise<{ readonly target: Target; readonly message: Outgoing } | null>;
  /** Cuts every connection from the broker's side; null where the protocol has no connections. */
  readonly disconnect: (() => Promise<void>) | null;
  close(): Promise<void>;
}

export const quick: ConsumeOptions = { batchSize: 10, maxWaitMs: 50 };
export const text = (words: string) => new TextEncoder().encode(words);
export const numbered = (count: number) => Array.from({ length: count }, (_, n) => ({ body: text(`{"n":${n}}`) }));
export const bodies = (messages: readonly RawMessage[]) => messages.map((message) => Buffer.from(message.body ?? []).toString()).sort();

/** Takes and settles `count` messages. */
export async function takeMessages(broker: Broker, queue: string, count: number, options = quick): Promise<RawMessage[]> {
  const taken: RawMessage[] = [];
  const enough = new AbortController();
  const consuming = broker.consume(
    queue,
    async (batch) => {
      taken.push(...batch);
      if (taken.length >= count) enough.abort();
    },
    options,
    AbortSignal.any([enough.signal, AbortSignal.timeout(30_000)]),
  );
  await consuming;
  return taken;
}

/** A consumer whose first batch is held until it is released or fails. */
export function holdFirstBatch(broker: Broker, queue: string, options = quick) {
  const abort = new AbortController();
  const gate = Promise.withResolvers<void>();
  const first = Promise.withResolvers<readonly RawMessage[]>();
  const batches: (readonly RawMessage[])[] = [];
  const done = broker.consume(
    queue,
    async (batch) => {
      batches.push(batch);
      first.resolve(batch);
      await gate.promise;
    },
    options,
    abort.signal,
  );
  const ended = done.then(
    () => null,
    (error: unknown) => error,
  );
  ended.then((error) => first.reject(error));
  return { abort, gate, first: first.promise, batches, ended };
}

export const untilReady = (broker: Broker, queue: string, count: number) =>
  vi.waitFor(async () => expect((await broker.depth(queue)).ready).toBe(count), { timeout: 20_000, interval: 50 });

export const asRaw = (sent: readonly { readonly body: Uint8Array }[]): RawMessage[] =>
  sent.map(({ body }) => ({ body, head: body, position: "", identity: null, redelivered: null }));

/** The head of a real dead letter without what must not be sent again. */
export async function someHead(broker: Broker, at: { readonly queue: string }): Promise<Uint8Array> {
  const [message] = await takeMessages(broker, at.queue, 1);
  const strip = broker.codec.strips(message!.head);
  return broker.codec.change(message!.head, { strip, add: [] });
}

import { BrokerError, type Broker, type RawMessage } from "../sources/port.ts";
import type { Ctx } from "../context.ts";
import { timeOf } from "../text/time.ts";
import { findSource } from "../config/find.ts";
import type { QueueReader } from "../messages/derive/queue-reader.ts";
import type { Delivered, FoundOriginal } from "../messages/delivered.ts";
import { byPart, type Wanted, wantedOriginals } from "./wanted-originals.ts";

/** Looked for at once: a record may be a megabyte, and all of them are held. */
const sliceSize = 64;
/** Handed on for storing when it holds more. */
const partBytes = 16 * 1024 * 1024;
/** How long one read may take, and all those of a batch, in milliseconds. */
const usual = { read: 10_000, batch: 60_000 };
/** A topic that did not answer is left alone for so long. */
const restMs = 60_000;
/** The clocks of a producer and the broker may be apart by this. */
const skewMs = 300_000;

/**
 * Fetches the records without which dead letters of one queue are not whole, while their topics still hold them. It never keeps a batch from being
 * stored: what is gone or cannot be read now is said so, and a topic that does not answer is not asked again for a while.
 */
export class Originals {
  readonly #ctx: Pick<Ctx, "config" | "brokers" | "log">;
  /** null: its source has left the config. */
  readonly #broker: Broker | null;
  readonly #reader: QueueReader;
  readonly #patience: typeof usual;
  /** By topic: when it may be asked again. */
  readonly #rests = new Map<string, number>();

  constructor(ctx: Pick<Ctx, "config" | "brokers" | "log">, reader: QueueReader, patience = usual) {
    this.#ctx = ctx;
    this.#patience = patience;
    this.#broker = findSource(ctx.config, reader.source) ? ctx.brokers.get(reader.source) : null;
    this.#reader = reader;
  }

  /** The batch in parts of bounded size, with what was found of each original; as it is when none is needed. Rejects only when the signal aborts. */
  async *complete(batch: readonly RawMessage[], signal: AbortSignal): AsyncGenerator<readonly Delivered[]> {
    const wanted = this.#broker?.log ? wantedOriginals(this.#reader.codec, batch) : [];
    if (wanted.length === 0) return yield batch;
    const until = performance.now() + this.#patience.batch;
    let part: Delivered[] = [];
    let [bytes, done] = [0, 0];
    for (let from = 0; from < wanted.length; from += sliceSize) {
      const slice = wanted.slice(from, from + sliceSize);
      const found = await this.#fetch(batch, slice, { until, signal });
      const end = (slice.at(-1)?.index ?? 0) + 1;
      for (; done < end; done++) {
        const original = found.get(done);
        part.push(original ? { ...(batch[done] as RawMessage), original } : (batch[done] as RawMessage));
        if (original?.found === "taken") bytes += original.head.length + (original.body?.length ?? 0);
      }
      if (bytes < partBytes) continue;
      yield part;
      [part, bytes] = [[], 0];
    }
    part.push(...batch.slice(done));
    if (part.length > 0) yield part;
  }

  async #fetch(batch: readonly RawMessage[], wanted: readonly Wanted[], limits: Limits): Promise<ReadonlyMap<number, FoundOriginal>> {
    const found = new Map<number, FoundOriginal>();
    for (const group of byPart(wanted)) {
      const records = await this.#read(group, limits);
      for (const { index, at } of group) {
        const record = records === null ? null : (records.get(at.at) ?? "gone");
        if (record === null) found.set(index, { found: "unread" });
        else found.set(index, record === "gone" ? { found: "gone" } : this.#join(batch[index] as RawMessage, record, at));
      }
    }
    return found;
  }

  /** The records of one part; null: they could not be read now. */
  async #read(group: readonly [Wanted, ...Wanted[]], { until, signal }: Limits): Promise<ReadonlyMap<string, RawMessage> | null> {
    const { topic, part } = group[0].at;
    const left = Math.min(this.#patience.read, until - performance.now());
    if (left <= 0 || (this.#rests.get(topic) ?? 0) > performance.now()) return null;
    const enough = AbortSignal.any([signal, AbortSignal.timeout(left)]);
    const aborted = Promise.withResolvers<never>();
    const abort = () => aborted.reject(enough.reason);
    enough.addEventListener("abort", abort, { once: true });
    const ats = group.map(({ at }) => at.at);
    try {
      const read = this.#broker?.log?.recordsAt(topic, part, ats, enough);
      return (await Promise.race([read, aborted.promise])) ?? new Map();
    } catch (error) {
      signal.throwIfAborted();
      if (error instanceof BrokerError && error.code === "missing") return new Map();
      this.#rests.set(topic, performance.now() + restMs);
      this.#ctx.log.warn({ source: this.#reader.source, topic, part, err: error }, "original records could not be read");
      return null;
    } finally {
      enough.removeEventListener("abort", abort);
    }
  }

  /** A topic that was recreated holds another record at that offset. */
  #join({ head }: RawMessage, record: RawMessage, at: Wanted["at"]): FoundOriginal {
    const { codec } = this.#reader;
    const [dead, written] = [codec.decode(head), codec.decode(record.head)];
    const [died, made] = [dead, written].map(({ address }) => timeOf(address["timestamp"] ?? null)?.getTime() ?? null);
    if (died && made && made > died + skewMs) return { found: "newer" };
    const keep = dead.headers.map(({ name }) => name);
    return { found: "taken", at, head: codec.log?.adopt(head, record.head, keep) ?? head, body: record.body };
  }
}

interface Limits {
  /** On the clock of `performance.now()`. */
  readonly until: number;
  readonly signal: AbortSignal;
}

import { BrokerError, type Header, type RawMessage } from "../port.ts";
import { formatHead } from "../json-head.ts";
import { memoryCodec } from "./head.ts";

export interface StoredMessage {
  readonly id: number;
  readonly body: Uint8Array | null;
  readonly head: Uint8Array;
  deliveries: number;
}

export interface MemoryQueue {
  readonly name: string;
  /** Where messages go whose handler failed; null: they are lost. */
  readonly deadLetterTo: string | null;
  /** Publishing beyond this many ready messages is refused. */
  readonly limit: number;
  readonly ready: StoredMessage[];
  readonly arrivals: Set<() => void>;
  consumers: number;
}

/** A connection holds what it took until it settles it; losing it puts everything back. */
export interface MemoryConnection {
  readonly lost: AbortController;
  readonly held: Map<number, { queue: MemoryQueue; message: StoredMessage }>;
}

/** The broker behind one or more memory adapters: queues, dead-lettering and connections that can be cut. */
export class MemoryServer {
  readonly queues = new Map<string, MemoryQueue>();
  readonly attempts = new Set<string>();
  readonly #connections = new Set<MemoryConnection>();
  #running = true;
  #nextId = 1;

  /** Makes a queue if it is not there yet. */
  declare(name: string, settings: { deadLetterTo?: string; limit?: number } = {}): void {
    if (this.queues.has(name)) return;
    const { deadLetterTo = null, limit = Number.POSITIVE_INFINITY } = settings;
    this.queues.set(name, { name, deadLetterTo, limit, ready: [], arrivals: new Set(), consumers: 0 });
  }

  /** The queue of that name; throws `BrokerError("missing")`. */
  queue(name: string): MemoryQueue {
    const queue = this.queues.get(name);
    if (queue === undefined) throw new BrokerError("missing", `There is no queue "${name}" on the in-process broker.`);
    return queue;
  }

  connect(): MemoryConnection {
    if (!this.#running) throw new BrokerError("unreachable", "The in-process broker is stopped; start it to connect.");
    const connection = { lost: new AbortController(), held: new Map() };
    this.#connections.add(connection);
    return connection;
  }

  disconnect(connection: MemoryConnection): void {
    this.#connections.delete(connection);
    this.giveBack(connection, [...connection.held.keys()]);
    connection.lost.abort();
  }

  /** Cuts every connection, as a broker restart does. */
  disconnectAll(): void {
    for (const connection of this.#connections) this.disconnect(connection);
  }

  stop(): void {
    this.#running = false;
    this.disconnectAll();
  }

  start(): void {
    this.#running = true;
  }

  /** Appends a message as a producer would; its head's address becomes this queue. */
  send(name: string, message: { body: Uint8Array | null; headers?: readonly Header[]; key?: Uint8Array | null }): void {
    const head = formatHead({ key: message.key ?? null, address: { queue: name }, headers: message.headers ?? [], properties: [] });
    this.append(this.queue(name), message.body, head);
  }

  append(queue: MemoryQueue, body: Uint8Array | null, head: Uint8Array): number {
    const id = this.#nextId++;
    queue.ready.push({ id, body, head, deliveries: 0 });
    for (const arrived of queue.arrivals) arrived();
    return id;
  }

  take(connection: MemoryConnection, queue: MemoryQueue, count: number): RawMessage[] {
    return queue.ready.splice(0, count).map((message) => {
      connection.held.set(message.id, { queue, message });
      message.deliveries++;
      return {
        body: message.body,
        head: message.head,
        position: String(message.id),
        identity: String(message.id),
        redelivered: message.deliveries > 1,
      };
    });
  }

  settle(connection: MemoryConnection, ids: readonly number[]): void {
    for (const id of ids) connection.held.delete(id);
  }

  giveBack(connection: MemoryConnection, ids: readonly number[]): void {
    for (const id of ids.toReversed()) {
      const held = connection.held.get(id);
      if (held === undefined) continue;
      connection.held.delete(id);
      held.queue.ready.unshift(held.message);
      for (const arrived of held.queue.arrivals) arrived();
    }
  }

  /**
   * Works the queue off with a handler, until it is empty. A message whose handler throws is dead-lettered with an `x-death` header,
   * or lost where the queue has no dead-letter queue.
   */
  async work(name: string, handle: (message: RawMessage) => void | Promise<void>): Promise<void> {
    const queue = this.queue(name);
    const connection = this.connect();
    for (let taken = this.take(connection, queue, 1); taken[0] !== undefined; taken = this.take(connection, queue, 1)) {
      const message = taken[0];
      try {
        await handle(message);
      } catch {
        if (queue.deadLetterTo !== null) this.#bury(queue, this.queue(queue.deadLetterTo), message);
      }
      this.settle(connection, [Number(message.position)]);
    }
    this.disconnect(connection);
  }

  #bury(from: MemoryQueue, to: MemoryQueue, message: RawMessage): void {
    const head = memoryCodec.decode(message.head);
    const text = (name: string, value: string): Header => ({ name, value: { type: "string", wire: "string", text: value } });
    const death: Header[] = [
      { name: "count", value: { type: "int64", wire: "int64", text: "1" } },
      text("reason", "rejected"),
      text("queue", from.name),
      { name: "time", value: { type: "timestamp", wire: "timestamp", text: new Date().toISOString() } },
      text("exchange", ""),
      { name: "routing-keys", value: { type: "array", wire: "array", text: null, items: [text("0", from.name).value] } },
    ];
    const entry = { type: "table" as const, wire: "table", text: null, fields: death };
    const headers = head.headers.filter((header) => header.name !== "x-death");
    const deaths: Header = { name: "x-death", value: { type: "array", wire: "array", text: null, items: [entry] } };
    this.append(to, message.body, formatHead({ ...head, headers: [...headers, deaths] }));
  }
}

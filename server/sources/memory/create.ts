import { setImmediate } from "node:timers/promises";
import { type Broker, BrokerError, type FoundQueue, type Intake, type Outcome, type Outgoing, type Target } from "../port.ts";
import { consumeMemory } from "./consume.ts";
import { memoryCodec } from "./head.ts";
import { type MemoryConnection, type MemoryQueue, MemoryServer } from "./server.ts";

const noExchange = "The in-process broker has no exchanges; choose a queue.";

/**
 * An adapter on an in-process broker. Adapters that are given the same server share its queues. It connects at its first use and
 * again after the connection was lost.
 */
export function createMemoryBroker(source: string, server: MemoryServer = new MemoryServer()): Broker & { readonly server: MemoryServer } {
  const closed = new AbortController();
  let connection: MemoryConnection | null = null;

  const connect = (): MemoryConnection => {
    if (closed.signal.aborted) throw new BrokerError("closed", `The connection to "${source}" has been closed.`);
    if (connection === null || connection.lost.signal.aborted) connection = server.connect();
    return connection;
  };

  const send = async (queueName: string, message: Outgoing, attempt: string | null): Promise<Outcome> => {
    const problem = memoryCodec.problemOf(message);
    if (problem) return { state: "refused", reason: problem.text };
    let used: MemoryConnection;
    try {
      used = connect();
    } catch (error) {
      return { state: "not_sent", reason: error instanceof Error ? error.message : "There is no connection." };
    }
    const queue = server.queues.get(queueName);
    if (queue === undefined) return { state: "returned", reason: `There is no queue "${queueName}".` };
    if (queue.ready.length >= queue.limit) return { state: "refused", reason: `Queue "${queueName}" is full (${queue.limit} messages).` };
    const id = server.append(queue, message.body, message.head);
    if (attempt !== null) server.attempts.add(attempt);
    await setImmediate();
    if (used.lost.signal.aborted) return { state: "unknown", reason: "The connection was lost before the confirmation came." };
    return { state: "confirmed", ref: String(id) };
  };

  return {
    kind: "memory",
    source,
    codec: memoryCodec,
    server,
    ping: async () => {
      connect();
      return "in-process broker";
    },
    capabilities: () => ({
      capture: ["take", "watch"],
      confirms: true,
      ordered: false,
      findsAttempts: true,
      log: false,
      exchanges: true,
    }),
    discover: async () => {
      connect();
      return [...server.queues.values()].map((queue) => foundQueue(server, queue));
    },
    depth: async (queue) => {
      connect();
      return depthOf(server.queue(queue));
    },
    preflight: async (queue) => {
      connect();
      server.queue(queue);
      return { safe: true, warnings: [] };
    },
    consume: async (queue, onBatch, options, signal) => consumeMemory(server, connect(), { queue, onBatch, options, signal }),
    publish: async (target, message, attempt) =>
      target.to === "queue" ? send(target.queue, message, attempt) : { state: "returned", reason: noExchange },
    release: (queue, message) => send(queue, message, null),
    findAttempts: async (_target: Target, { attempts }) => {
      connect();
      return new Map(attempts.map((attempt) => [attempt, server.attempts.has(attempt) ? "published" : "absent"]));
    },
    audience: async (target) => {
      connect();
      const queue = target.to === "queue" ? server.queues.get(target.queue) : undefined;
      return { receivers: queue === undefined ? [] : [{ name: queue.name, consumers: queue.consumers }], warnings: [] };
    },
    intake: async (target) => intakeOf(server, target),
    lifetime: async () => "for_ever",
    close: async () => {
      closed.abort();
      if (connection !== null) server.disconnect(connection);
    },
  };
}

const depthOf = (queue: MemoryQueue) => ({ ready: queue.ready.length, oldestAt: null, expiresAt: null });

function foundQueue(server: MemoryServer, queue: MemoryQueue): FoundQueue {
  const origins = [...server.queues.values()].filter((other) => other.deadLetterTo === queue.name).map((other) => other.name);
  const role = origins.length > 0 ? "dead_letter" : "other";
  return { name: queue.name, type: "memory", role, origins, warnings: [], depth: depthOf(queue) };
}

function intakeOf(server: MemoryServer, target: Target): Intake {
  const missing = target.to === "exchange" ? noExchange : server.queues.has(target.queue) ? null : `There is no queue "${target.queue}".`;
  return { missing, most: { head: null, all: null } };
}

import { randomUUID } from "node:crypto";
import { describeBroker } from "../conformance.ts";
import { createMemoryBroker } from "./create.ts";
import { textHeader } from "../json-head.ts";
import { MemoryServer } from "./server.ts";

describeBroker("memory", async () => {
  const server = new MemoryServer();
  const stopped = new MemoryServer();
  stopped.stop();
  const declared = (settings?: { deadLetterTo?: string; limit?: number }) => {
    const name = randomUUID();
    server.declare(name, settings);
    return name;
  };
  return {
    capabilities: { capture: ["take", "watch"], confirms: true, ordered: false, findsAttempts: true, log: false, exchanges: true },
    bodies: { empty: true, none: true, controls: true },
    carriesHeaders: true,
    ordersHeaders: true,
    rewrites: [],
    seesOrigins: true,
    shares: "messages",
    connect: () => createMemoryBroker("memory", server),
    unreachable: () => createMemoryBroker("nowhere", stopped),
    deadLetterQueue: async () => {
      const queue = declared();
      return { queue, origin: declared({ deadLetterTo: queue }) };
    },
    queue: async () => declared(),
    die: async ({ origin }, messages) => {
      for (const { body, headers = {} } of messages) {
        server.send(origin, { body, headers: Object.entries(headers).map(([name, text]) => textHeader(name, text)) });
      }
      await server.work(origin, () => {
        throw new Error("no such customer");
      });
    },
    refusing: async () => ({
      target: { to: "queue", queue: declared({ limit: 0 }) },
      message: { body: new Uint8Array(), head: new Uint8Array() },
    }),
    disconnect: async () => server.disconnectAll(),
    close: async () => {},
  };
});

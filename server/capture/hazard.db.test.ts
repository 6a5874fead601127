import { expect, onTestFinished, test, vi } from "vitest";
import type { SourceConfig } from "../config/config.ts";
import { createMemoryBroker } from "../sources/memory/create.ts";
import type { Broker } from "../sources/port.ts";
import { testContext } from "../testing/context.ts";
import { testDatabase } from "../testing/database.ts";
import { plainRules } from "../testing/messages.ts";
import { collectSource } from "./collect.ts";

test("a queue with a hazard is only watched; takeDespiteHazard takes from it", async () => {
  const memory = createMemoryBroker("shop");
  const entry = { capture: "take", target: { to: "failed_queue" }, rules: plainRules } as const;
  const source: SourceConfig = {
    kind: "memory",
    name: "shop",
    queues: [
      { ...entry, name: "careful.dlq", takeDespiteHazard: false },
      { ...entry, name: "bold.dlq", takeDespiteHazard: true },
    ],
  };
  for (const { name } of source.queues) {
    memory.server.declare(name);
    memory.server.send(name, { body: Buffer.from("{}") });
  }
  const hazardous: Broker = { ...memory, preflight: async () => ({ safe: false, reason: "It has a length limit.", mend: null }) };
  const ctx = testContext(await testDatabase(), { brokers: [hazardous], config: { sources: [source] } });
  const stop = new AbortController();
  const done = collectSource(ctx, source, stop.signal);
  onTestFinished(async () => {
    stop.abort();
    await done;
  });
  const states = () => ctx.sql<{ name: string; state: string }[]>`select name, state::text from queues order by name`;
  await vi.waitFor(
    async () =>
      expect([...(await states())]).toEqual([
        { name: "bold.dlq", state: "running" },
        { name: "careful.dlq", state: "watching" },
      ]),
    { timeout: 20_000, interval: 50 },
  );
  await vi.waitFor(async () => expect(await ctx.sql`select 1 from messages`).toHaveLength(1), { timeout: 20_000, interval: 50 });
  expect(memory.server.queue("careful.dlq").ready).toHaveLength(1);
});

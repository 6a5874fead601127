import { expect, test } from "vitest";
import { createMemoryBroker } from "../sources/memory/create.ts";
import { testContext } from "../testing/context.ts";
import { testDatabase } from "../testing/database.ts";
import { shop } from "../testing/messages.ts";
import type { FoundQueue } from "../sources/port.ts";
import { discoverQueues } from "./discover.ts";
import { findFaults } from "./find-faults.ts";
import { readQueueRows } from "./read-rows.ts";

test("names that differ in what cannot be seen alone are queues of their own, by their own bytes", async () => {
  const broker = createMemoryBroker("shop");
  const names = ["dead b", "dead\tb", "dead\u001bb", "dead\u202eb", "dead\u2066b", "dead  b", " dead b"].sort();
  for (const name of [...names, "dead\0b"]) broker.server.declare(name);
  const [queue] = shop.queues;
  const source = { ...shop, queues: queue ? [{ ...queue, name: "*dead*" }] : [] };
  const ctx = testContext(await testDatabase(), { brokers: [broker], config: { sources: [source] } });
  for (let n = 0; n < 2; n++) {
    await discoverQueues(ctx, source);
    const rows = await ctx.sql<{ name: string }[]>`select name from queues where watched`;
    expect(rows.map(({ name }) => name).sort()).toEqual(names);
  }
});

test("what loses messages is a fault of watched and other queues, which goes when it is mended or the queue is gone", async () => {
  const [watched] = shop.queues;
  const source = { ...shop, queues: watched ? [{ ...watched, name: "orders.dlq" }] : [] };
  const bad = (code: string, mend: string | null = "mend it") => ({ code, severity: "bad" as const, text: `It loses: ${code}.`, mend });
  const warn = { code: "w", severity: "warn" as const, text: "It may.", mend: null };
  const queue = (name: string, warnings: FoundQueue["warnings"], role: FoundQueue["role"] = "other"): FoundQueue => ({
    name,
    type: null,
    role,
    origins: [],
    warnings,
    depth: { ready: 3, oldestAt: null, expiresAt: null },
  });
  let shown: readonly FoundQueue[] = [
    queue("z.work", [bad("two", null), warn, bad("three")]),
    queue("a.work", [bad("one")]),
    queue("parked", [bad("four"), warn], "dead_letter"),
    queue("orders.dlq", [bad("five"), warn], "dead_letter"),
    queue("plain", [warn]),
    queue("all.well", []),
  ];
  const broker = { ...createMemoryBroker("shop"), discover: () => Promise.resolve(shown) };
  const ctx = testContext(await testDatabase(), { brokers: [broker], config: { sources: [source] } });
  const faults = async () => {
    await discoverQueues(ctx, source);
    return (await findFaults(ctx, await readQueueRows(ctx))).map(({ source: of, queue: name, watched: isWatched, warning }) => [
      of,
      name,
      isWatched,
      warning,
    ]);
  };
  for (let n = 0; n < 2; n++)
    expect(await faults()).toEqual([
      ["shop", "a.work", false, bad("one")],
      ["shop", "parked", false, bad("four")],
      ["shop", "z.work", false, bad("two", null)],
      ["shop", "z.work", false, bad("three")],
      ["shop", "orders.dlq", true, bad("five")],
    ]);
  const names = async () => (await ctx.sql<{ name: string }[]>`select name from queues order by name`).map(({ name }) => name);
  expect(await names()).toEqual(["a.work", "orders.dlq", "parked", "z.work"]);
  shown = [queue("z.work", [warn]), queue("parked", [], "dead_letter"), queue("orders.dlq", [warn], "dead_letter")];
  expect(await faults()).toEqual([]);
  expect(await names()).toEqual(["orders.dlq", "parked"]);
});

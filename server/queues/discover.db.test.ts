import { expect, test } from "vitest";
import { createMemoryBroker } from "../sources/memory/create.ts";
import { testContext } from "../testing/context.ts";
import { testDatabase } from "../testing/database.ts";
import { shop } from "../testing/messages.ts";
import { discoverQueues } from "./discover.ts";

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

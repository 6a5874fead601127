import { expect, onTestFinished, test } from "vitest";
import { connectDatabase } from "../../db/client.ts";
import { createMemoryBroker } from "../../sources/memory/create.ts";
import { testContext } from "../../testing/context.ts";
import { testDatabase } from "../../testing/database.ts";
import { capture, rawMessage, shop, watchQueue } from "../../testing/messages.ts";
import { startReplay } from "../start.ts";
import { takeTokens } from "./take-tokens.ts";

test("lanes that take at one moment wait for each other, and take no more than there is", async () => {
  const clients = await testDatabase();
  const ctx = testContext(clients, { brokers: [createMemoryBroker("shop")], config: { sources: [shop] } });
  const ids = await capture(ctx, await watchQueue(ctx), [rawMessage({})]);
  const { id } = await startReplay(ctx, { selection: { ids }, target: { to: "queue", queue: "orders.work" }, rate: 0.001, reason: "r" });
  const many = connectDatabase(clients.url, { max: 12 });
  onTestFinished(() => many.close());
  await ctx.sql`update replays set tokens = 1, refilled_at = now()`;
  // A claim holds the row like this while it opens its batch.
  const claim = () =>
    many.sql.begin(async (tx) => {
      await tx`select from replays where id = ${id} for key share`;
      await tx`select 1`;
    });
  const lanes = Array.from({ length: 12 }, async () => {
    let sum = 0;
    for (let n = 0; n < 60; n++) {
      sum += await takeTokens({ ...ctx, ...many }, id, 1);
      await claim();
    }
    return sum;
  });
  const taken = (await Promise.all(lanes)).reduce((sum, n) => sum + n, 0);
  expect(taken).toBe(1);
});

import { expect, onTestFinished, test } from "vitest";
import { connectDatabase } from "../../db/client.ts";
import { createMemoryBroker } from "../../sources/memory/create.ts";
import { testContext } from "../../testing/context.ts";
import { testDatabase } from "../../testing/database.ts";
import { capture, rawMessage, shop, watchQueue } from "../../testing/messages.ts";
import { startReplay } from "../start.ts";
import { takeTokens } from "./take-tokens.ts";

async function start(rate: number, tokens: number) {
  const clients = await testDatabase();
  const ctx = testContext(clients, { brokers: [createMemoryBroker("shop")], config: { sources: [shop] } });
  const ids = await capture(ctx, await watchQueue(ctx), [rawMessage({})]);
  const { id } = await startReplay(ctx, { selection: { ids }, target: { to: "queue", queue: "orders.work" }, rate, reason: "r" });
  const many = connectDatabase(clients.url, { max: 12 });
  onTestFinished(() => many.close());
  await ctx.sql`update replays set tokens = ${tokens}, refilled_at = clock_timestamp()`;
  // A claim holds the row like this while it opens its batch.
  const claim = () =>
    many.sql.begin(async (tx) => {
      await tx`select from replays where id = ${id} for key share`;
      await tx`select 1`;
    });
  const lane = async () => {
    const taken: number[] = [];
    for (let n = 0; n < 60; n++) {
      taken.push((await takeTokens({ ...ctx, ...many }, id, 10))?.sends ?? Number.NaN);
      await claim();
    }
    return taken;
  };
  return { ctx, take: async () => (await Promise.all(Array.from({ length: 12 }, lane))).flat() };
}

test("lanes that take at one moment wait for each other, and take no more than there is", async () => {
  const { take } = await start(0.001, 1);
  expect((await take()).reduce((sum, n) => sum + n)).toBe(1);
});

test("a lane that has waited counts what is there then, and never takes less than nothing", async () => {
  const { ctx, take } = await start(1_000, 1_000);
  const begun = performance.now();
  const taken = await take();
  expect(taken.filter((n) => !(n >= 0))).toEqual([]);
  const sum = taken.reduce((all, n) => all + n);
  expect(sum).toBeLessThanOrEqual(1_000 + (performance.now() - begun + 50));
  expect((await ctx.sql<{ tokens: number }[]>`select tokens from replays`)[0]?.tokens).toBeGreaterThanOrEqual(0);
});

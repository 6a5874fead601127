import { expect, test } from "vitest";
import { startReplay } from "../replays/start.ts";
import { openReplays } from "../testing/replays.ts";
import { readFacts } from "./read-facts.ts";

test("a replay that paused itself for any reason has stopped; one that a person paused has not", async () => {
  const { ctx, ids } = await openReplays(2);
  const { id } = await startReplay(ctx, { selection: { ids }, target: { to: "queue", queue: "orders.work" }, rate: null, reason: "test" });
  const stopped = () =>
    ctx.sql.begin(async (tx) => {
      const { replays } = await readFacts(tx, {
        now: new Date(),
        rules: [],
        slow: { at: new Date(), oldest: new Map(), usual: new Map(), depths: new Map(), watched: null },
        downstreams: [],
        applications: [],
      });
      return replays.map((replay) => replay.stopped);
    });
  expect(await stopped()).toEqual([null]);
  for (const code of ["came_back", "canary_unconsumed", "consumers_gone", "not_sent", "restored"]) {
    await ctx.sql`update replays set state = 'paused', pause_code = ${code} where id = ${id}`;
    expect(await stopped()).toEqual([code]);
  }
  await ctx.sql`update replays set pause_code = 'by_person' where id = ${id}`;
  expect(await stopped()).toEqual([null]);
});

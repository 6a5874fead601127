import { expect, test, vi } from "vitest";
import { dieAgain, observeLater, openReplays } from "../testing/replays.ts";
import { getReplay } from "./get.ts";
import { startReplay } from "./start.ts";
import { sweepReplayPace } from "./sweep-counts.ts";

const target = { to: "queue", queue: "orders.work" } as const;

test("what brokers took is counted by its second, through comebacks and presumptions, and by minutes once it is old", async () => {
  const opened = await openReplays(40);
  const { ctx, ids, run, sent } = opened;
  const { id } = await startReplay(ctx, { selection: { ids }, target, rate: 20, reason: "try" });
  const stop = await run("one");
  const taken = "('observing', 'confirmed', 'presumed_ok', 'processed', 'came_back')";
  await vi.waitFor(async () => expect(await ctx.sql`select 1 from replay_items where state = 'observing'`).toHaveLength(40), {
    timeout: 20_000,
    interval: 50,
  });
  await stop();
  const paced = () => ctx.sql`select at, sum(n) as n from replay_pace where replay_id = ${id} group by 1 having sum(n) <> 0 order by 1`;
  const items = () =>
    ctx.sql`select date_trunc('second', outcome_at) as at, count(*) as n from replay_items where state in ${ctx.sql.unsafe(taken)} group by 1 order by 1`;
  expect(await paced()).toEqual(await items());
  await dieAgain(opened, 0, 2);
  await observeLater(ctx, 61);
  expect(sent()).toHaveLength(40);
  expect(await ctx.sql`select count(*) as n from replay_items where state = 'presumed_ok'`).toEqual([{ n: 38 }]);
  expect(await paced()).toEqual(await items());
  const view = await getReplay(ctx, { id });
  expect(view.bars.reduce((sum, { n }) => sum + n, 0)).toBe(40);
  await ctx.sql`update replays set state = 'observing'`;
  const hour = await ctx.sql`select date_trunc('minute', now()) - interval '2 hours' as at`;
  await ctx.sql`update replay_pace set at = ${hour[0]?.["at"]} + (extract(second from at)::int % 50) * interval '1 second'`;
  await sweepReplayPace(ctx);
  expect(await ctx.sql`select at, n from replay_pace`).toEqual([{ at: hour[0]?.["at"], n: 40 }]);
});

test("replays that run are found by an index, however many have ended", async () => {
  const { ctx } = await openReplays(1);
  await ctx.sql.begin(async (tx) => {
    await tx`set local enable_seqscan = off`;
    const uses = async (condition: string) =>
      (await tx.unsafe(`explain select id from replays where ${condition}`)).map((row) => row["QUERY PLAN"]).join();
    expect(await uses("state = 'running'")).toContain("replays_live");
    expect(await uses("state in ('running', 'observing') order by id")).toContain("replays_live");
    expect(await uses("state in ('running', 'paused', 'observing') or finished_at > now() - interval '1 day'")).toContain(
      "replays_finished",
    );
  });
});

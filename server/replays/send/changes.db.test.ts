import { expect, test, vi } from "vitest";
import type { Broker } from "../../sources/port.ts";
import { openReplays } from "../../testing/replays.ts";
import { changeRate } from "../change-rate.ts";
import { pauseReplay } from "../pause.ts";
import { startReplay } from "../start.ts";
import { claimBatch } from "./claim.ts";
import { mayGoOn } from "./may-go-on.ts";

const soon = { timeout: 20_000, interval: 10 };
const target = { to: "queue", queue: "orders.work" } as const;

/** A worker that sends at a broker which takes so long for each message, in order or not; when each was given to it. */
async function startSlow(count: number, slowMs: number, ordered: boolean) {
  const begun: number[] = [];
  const opened = await openReplays(count, (broker: Broker) => ({
    ...broker,
    capabilities: (queue) => ({ ...broker.capabilities(queue), ordered }),
    publish: async (to, message, attempt) => {
      begun.push(performance.now());
      await new Promise((resolve) => setTimeout(resolve, slowMs));
      return broker.publish(to, message, attempt);
    },
  }));
  await opened.ctx.sql`update messages set event_key = 'one'`;
  const { id } = await startReplay(opened.ctx, { selection: { ids: opened.ids }, target, rate: null, reason: "try" });
  await opened.run("one");
  await vi.waitFor(() => expect(begun.length).toBeGreaterThan(5), soon);
  return { ...opened, id, begun };
}

test("a pause acts within a second, also in order at a slow broker", async () => {
  const { ctx, id, begun } = await startSlow(200, 100, true);
  await pauseReplay(ctx, { id, reason: "stop" });
  const pausedAt = performance.now();
  await vi.waitFor(async () => expect(await ctx.sql`select 1 from replay_batches`).toEqual([]), soon);
  expect(Math.max(...begun) - pausedAt).toBeLessThan(1_000);
}, 60_000);

test("a lower rate acts within a second on what is claimed already", async () => {
  const { ctx, id, begun } = await startSlow(400, 50, true);
  await changeRate(ctx, { id, rate: 1 });
  const changedAt = performance.now();
  await vi.waitFor(() => expect(performance.now() - changedAt).toBeGreaterThan(4_000), soon);
  const after = begun.filter((at) => at > changedAt + 1_000);
  expect(after.length).toBeLessThanOrEqual(5);
}, 60_000);

test("a batch goes on no more once a downstream that one of it needs has opened since it was claimed", async () => {
  const { ctx, ids } = await openReplays(2);
  await ctx.sql`update messages set needs = 'bank' where id = ${ids[0] ?? 0}`;
  const { id: replayId } = await startReplay(ctx, { selection: { ids }, target, rate: null, reason: "try" });
  const batch = await claimBatch(ctx, "one/0", { replayId, rate: null, ordered: false, own: [], size: 2 });
  if (typeof batch === "string") throw new Error("Nothing was claimed.");
  const turns = async (name: string, state: string) => {
    await ctx.sql`
      insert into downstreams (name, voice, state, since, judged_at) values (${name}, 'reported', ${state}, clock_timestamp(), now())
      on conflict (name, voice) do update set state = excluded.state, since = excluded.since`;
    return mayGoOn(ctx, batch);
  };
  expect(await turns("mail", "open")).toBe(true);
  expect(await turns("bank", "closed")).toBe(true);
  expect(await turns("bank", "open")).toBe(false);
});

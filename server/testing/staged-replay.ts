import { expect, vi } from "vitest";
import type { Ctx } from "../context.ts";
import type { StageChoice } from "../replays/stages/choose.ts";
import { startReplay } from "../replays/start.ts";
import { BrokerError, type Receiver } from "../sources/port.ts";
import { observeAndAsk, openReplays, sendAs } from "./replays.ts";

const soon = { timeout: 20_000, interval: 20 };
const to = { to: "queue", queue: "orders.work" } as const;

/** A replay in stages whose messages are watched for a second or longer, with two workers that send it. `receives`: what the broker says of its target. */
export async function startStaged(count: number, stages: StageChoice, rate: number | null = null, observeSeconds = 1) {
  const target = { consumers: 1 as number | null, ready: 0, inHand: 0, isAway: false, asked: 0, others: [] as readonly Receiver[] };
  const opened = await openReplays(count, (broker) => ({
    ...broker,
    audience: async () => {
      target.asked++;
      if (target.isAway) throw new BrokerError("unreachable", "Cannot reach the shop.");
      return { receivers: [{ name: "orders.work", consumers: target.consumers }, ...target.others], warnings: [] };
    },
    depth: async () => ({ ready: target.ready, inHand: target.inHand, oldestAt: null, expiresAt: null }),
  }));
  const ctx: Ctx = { ...opened.ctx, config: { ...opened.ctx.config, observeSeconds } };
  const { id } = await startReplay(ctx, { selection: { ids: opened.ids }, target: to, rate, stages, reason: "the gateway is back" });
  for (const name of ["one", "two"]) await sendAs(ctx, name);
  /** Brokers are asked each time, whenever they were asked last. */
  const look = async () => {
    await ctx.sql`update replays set asked_at = null`;
    await observeAndAsk(ctx);
    const [replay] = await ctx.sql<{ state: string; code: string | null; stages: string[] }[]>`
      select state, pause_code as code, (select array_agg(kind || ' ' || state order by nth) from replay_stages where replay_id = ${id}) as stages
      from replays where id = ${id}`;
    return replay;
  };
  const becomes = (expected: object) => vi.waitFor(async () => expect(await look()).toMatchObject(expected), soon);
  return { ...opened, ctx, id, look, becomes, receives: target };
}

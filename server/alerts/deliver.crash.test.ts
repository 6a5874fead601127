import { expect, test, vi } from "vitest";
import { copyAlert, openDeliveries } from "../testing/deliveries.ts";
import { actOnAlert } from "./act.ts";

const soon = { timeout: 90_000, interval: 50 };

async function fired() {
  const opened = await openDeliveries();
  await opened.die();
  await opened.goTo(0);
  const [alert] = await opened.ctx.sql<{ id: number }[]>`select id from alerts`;
  const acknowledge = () => actOnAlert(opened.ctx, { id: alert?.id ?? 0, act: "acknowledge", reason: "" });
  /** A worker dies at a point, and another does what is left once the hold of the first is over. */
  const dieAt = async (point: string) => {
    const victim = await opened.run(point);
    expect(await victim.ended, victim.log()).toBe("SIGKILL");
    await opened.rested();
    const worker = await opened.run();
    await vi.waitFor(() => expect(worker.log()).toContain("the worker runs"), soon);
    return worker;
  };
  const settled = (log: () => string) =>
    vi.waitFor(async () => {
      const states = (await opened.states()).map(({ state }) => state);
      expect(
        states.filter((state) => state !== "delivered" && state !== "superseded"),
        log(),
      ).toEqual([]);
      expect(states.at(-1)).toBe("delivered");
    }, soon);
  return { ...opened, acknowledge, dieAt, settled };
}

test.each(["deliver.claimed", "deliver.sent", "deliver.written"])(
  "killed at %s while an alert is told for the first time: it is told, once",
  async (point) => {
    const { slack, dieAt, settled } = await fired();
    const worker = await dieAt(point);
    await settled(worker.log);
    expect(await worker.kill("SIGTERM")).toBe(0);
    expect(slack.posted().map(({ values }) => values["text"])).toEqual([expect.stringContaining("orders.dlq has 1 dead letter")]);
    expect(slack.replies()).toEqual([]);
  },
);

test.each(["deliver.claimed", "slack.updated", "deliver.sent", "deliver.written"])(
  "killed at %s while its message is updated: the message says how it is now, and the thread says what happened, once",
  async (point) => {
    const { slack, deliver, acknowledge, dieAt, settled } = await fired();
    await deliver();
    await acknowledge();
    const worker = await dieAt(point);
    await settled(worker.log);
    expect(await worker.kill("SIGTERM")).toBe(0);
    expect(slack.posted().map(({ values }) => values["text"])).toEqual([expect.stringContaining("Acknowledged by test")]);
    expect(slack.replies()).toHaveLength(1);
  },
);

test.each(["deliver.forgotten", "deliver.sent"])("killed at %s while a deleted message is posted anew: there is one", async (point) => {
  const { slack, deliver, acknowledge, dieAt, settled } = await fired();
  await deliver();
  slack.remove(slack.posted()[0]?.ts ?? "");
  await acknowledge();
  const worker = await dieAt(point);
  await settled(worker.log);
  expect(await worker.kill("SIGTERM")).toBe(0);
  expect(slack.posted().map(({ values }) => values["text"])).toEqual([expect.stringContaining("Acknowledged by test")]);
});

test("two workers, one of them killed again and again: of 12 alerts none is lost and none is posted twice", async () => {
  const { ctx, slack, run, settled } = await fired();
  await copyAlert(ctx, 11);
  const stays = await run();
  for (let round = 1; round <= 3; round++) {
    const victim = await run();
    await vi.waitFor(() => expect(slack.posted().length, victim.log()).toBeGreaterThanOrEqual(round * 2), soon);
    await victim.kill("SIGKILL");
    await ctx.sql`update deliveries set held_until = now() - interval '1 second' where holder like ${`%-${victim.pid}-%`}`;
  }
  await settled(stays.log);
  expect(await stays.kill("SIGTERM")).toBe(0);
  const keys = slack.posted().map(({ metadata }) => metadata?.event_payload.key);
  const alerts = await ctx.sql<{ id: number }[]>`select id from alerts order by id`;
  expect(keys.toSorted()).toEqual(alerts.map(({ id }) => `redrive-test-${id}`).toSorted());
});

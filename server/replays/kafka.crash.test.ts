import { afterAll, beforeAll, expect, test, vi } from "vitest";
import { sharedKafka } from "../testing/kafka.ts";
import { openKafkaShop } from "../testing/kafka-shop.ts";
import { startReplay } from "./start.ts";

const soon = { timeout: 120_000, interval: 100 };
let kafka: Awaited<ReturnType<typeof sharedKafka>>;
beforeAll(async () => {
  kafka = await sharedKafka();
});
afterAll(() => kafka.stop());

test.each(["replay.intent", "replay.part", "replay.published"])(
  "killed at %s: the topic itself tells what was sent, and no item stays unknown",
  async (point) => {
    const count = 1_200;
    const { ctx, sql, topic, run, stored, fail, read } = await openKafkaShop(kafka.bootstrap);
    fail(count);
    const taker = await run();
    await vi.waitFor(async () => expect(await stored(), taker.log()).toBe(count), soon);
    expect(await taker.kill("SIGTERM")).toBe(0);
    const selection = { filter: "", asOf: new Date(Date.now() + 1_000).toISOString() };
    await startReplay(ctx, { selection, target: { to: "queue", queue: topic }, rate: null, reason: "test" });
    const victim = await run(point);
    expect(await victim.ended, victim.log()).toBe("SIGKILL");
    await sql`update workers set beat_at = now() - interval '16 seconds'`;
    const worker = await run();
    const states = async () =>
      Object.fromEntries((await sql`select state, count(*) as n from replay_items group by 1`).map(({ state, n }) => [state, n]));
    await vi.waitFor(async () => {
      expect((await sql`select state from replays`)[0], worker.log()).toEqual({ state: "completed" });
      expect(await states()).not.toHaveProperty("unknown");
    }, soon);
    const attempts = read(topic).map(({ headers }) => Number(headers[headers.indexOf("x-redrive-attempt") + 1]));
    const items = await sql<{ id: number; state: string }[]>`select id, state from replay_items`;
    const sent = new Set(attempts);
    expect({
      doubled: attempts.length - sent.size,
      lost: items.filter(({ id, state }) => state === "observing" && !sent.has(id)),
      unexpected: items.filter(({ id, state }) => state !== "observing" && sent.has(id)),
      others: items.filter(({ state }) => !["observing", "refused"].includes(state)),
    }).toEqual({ doubled: 0, lost: [], unexpected: [], others: [] });
  },
);

import { afterAll, beforeAll, expect, test, vi } from "vitest";
import { sharedKafka } from "../testing/kafka.ts";
import { openKafkaShop } from "../testing/kafka-shop.ts";

const soon = { timeout: 120_000, interval: 100 };
let kafka: Awaited<ReturnType<typeof sharedKafka>>;
beforeAll(async () => {
  kafka = await sharedKafka();
});
afterAll(() => kafka.stop());

test.each(["capture.written", "capture.committed"])(
  "killed at %s: each dead letter of a share group is stored once, and whole",
  async (point) => {
    const { sql, run, stored, produceMany, giveUp } = await openKafkaShop(kafka.bootstrap, { shares: true });
    const places = produceMany(1_500);
    await giveUp(places);
    const victim = await run(point);
    expect(await victim.ended, victim.log()).toBe("SIGKILL");
    const worker = await run();
    await vi.waitFor(async () => expect(await stored(), worker.log()).toBe(places.length), soon);
    expect(
      await sql`
      select count(*) as messages, count(distinct event_id) as events, count(*) filter (where version = 2 and seq = 2) as whole,
        (select count(*) from bodies) as bodies, (select count(*) from message_history) as history from messages`,
    ).toEqual([{ messages: 1_500, events: 1_500, whole: 1_500, bodies: 3_000, history: 3_000 }]);
  },
);

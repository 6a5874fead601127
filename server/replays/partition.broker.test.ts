import { afterAll, beforeAll, expect, test, vi } from "vitest";
import { sharedKafka } from "../testing/kafka.ts";
import { openKafkaShop } from "../testing/kafka-shop.ts";
import { kcat } from "../testing/kcat.ts";
import type { PlanInput } from "./input.ts";
import { previewOutgoing } from "./preview.ts";
import { readPlan } from "./read-plan.ts";
import { startReplay } from "./start.ts";

const soon = { timeout: 50_000, interval: 100 };
const toOrigin = { to: "failed_queue", partition: "origin" } as const;
let kafka: Awaited<ReturnType<typeof sharedKafka>>;
beforeAll(async () => {
  kafka = await sharedKafka();
});
afterAll(() => kafka.stop());

/** Dead letters that a listener of group `billing` left, each of a record of the topic; null: it does not say of which. */
async function openDead(records: readonly { readonly key: string | null; readonly partition: number | null; readonly offset?: number }[]) {
  const shop = await openKafkaShop(kafka.bootstrap);
  for (const [at, { key, partition, offset = 0 }] of records.entries()) {
    const place = partition === null ? [] : [`kafka_dlt-original-partition=${partition}`, `kafka_dlt-original-offset=${offset}`];
    const headers = [
      `kafka_dlt-original-topic=${shop.topic}`,
      "kafka_dlt-original-consumer-group=billing",
      "kafka_dlt-exception-message=no",
      ...place,
    ];
    const words = ["-P", "-t", shop.dead, ...(key === null ? [] : ["-k", key]), ...headers.flatMap((header) => ["-H", header])];
    kcat(kafka.bootstrap, words, Buffer.from(`{"eventId":"e-${at}","key":"${key ?? "none"}"}`));
  }
  const worker = await shop.run();
  await vi.waitFor(async () => expect(await shop.stored(), worker.log()).toBe(records.length), soon);
  const selection = { filter: "", asOf: new Date(Date.now() + 60_000).toISOString() };
  const plan = (target: PlanInput["target"]) => readPlan(shop.ctx, { selection, target, rate: null });
  const replay = async (target: PlanInput["target"]) => {
    await startReplay(shop.ctx, { selection, target, rate: null, reason: "try" });
    await vi.waitFor(
      async () =>
        expect((await shop.sql`select state in ('observing', 'completed') as sent from replays`)[0], worker.log()).toEqual({ sent: true }),
      soon,
    );
  };
  return { ...shop, plan, replay };
}

test("a replay sends each record to the partition that it came from, and what cannot go there is skipped and never stored", async () => {
  const { ctx, sql, topic, plan, replay, read } = await openDead([
    { key: "ord-1", partition: 0 },
    { key: "ord-1", partition: 1 },
    { key: "ord-1", partition: 2 },
    { key: null, partition: 1 },
    { key: "ord-2", partition: 3 },
    { key: "ord-3", partition: null },
  ]);
  const { checks, offers, answer } = await plan(toOrigin);
  expect(offers.partition).toBe(true);
  expect(answer.sub).toContain("4 of 6 can be replayed to the queue and partition that each came from.");
  expect(checks.find(({ key }) => key === "no_partition")).toMatchObject({ n: 1, effect: "skip" });
  expect(checks.find(({ key }) => key === "partition_gone")).toMatchObject({
    n: 1,
    text: expect.stringContaining(`would go to one that is not there: ${topic} has 3 partitions now`),
  });
  const [message] = await sql<[{ id: number }]>`select id from messages where event_id = 'e-5'`;
  expect(await previewOutgoing(ctx, { messageId: message.id, target: toOrigin })).toMatchObject({
    impossible: "It does not carry a partition of the topic that it goes to.",
  });
  await replay(toOrigin);
  const at = read(topic).map(({ key, partition }) => [key, partition]);
  expect(at.toSorted()).toEqual(
    [
      [null, 1],
      ["ord-1", 0],
      ["ord-1", 1],
      ["ord-1", 2],
    ].toSorted(),
  );
  expect(await sql`select state, reason_code as code from replay_items where reason_code is not null order by 2`).toEqual([
    { state: "skipped", code: "no_partition" },
    { state: "skipped", code: "partition_gone" },
  ]);
  expect(await sql`select event_id from messages where state = 'dead' order by 1`).toEqual([{ event_id: "e-4" }, { event_id: "e-5" }]);
});

test("a topic that was given more partitions is a warning in the plan, and so is what its group has read since", async () => {
  const keys = Array.from({ length: 12 }, (_, at) => `ord-${at}`);
  const shop = await openDead([]);
  const before = await shop.ctx.brokers.get("shop").log?.partitions(shop.topic);
  const records = keys.map((key, offset) => ({ key, offset, partition: Number(before?.of(Buffer.from(key))) }));
  const { ctx, topic, plan, grow } = await openDead(records);
  expect((await plan({ to: "failed_queue" })).checks.find(({ key }) => key === "moved")).toMatchObject({
    n: 0,
    text: "none of 12 sampled",
  });
  await grow(topic, 7);
  await vi.waitFor(async () => expect((await ctx.brokers.get("shop").log?.partitions(topic))?.parts).toHaveLength(7), soon);
  const after = await ctx.brokers.get("shop").log?.partitions(topic);
  const moved = records.filter(({ key, partition }) => after?.of(Buffer.from(key)) !== String(partition)).length;
  expect(moved).toBeGreaterThan(0);
  const { checks } = await plan({ to: "failed_queue" });
  expect(checks.find(({ key }) => key === "moved")).toMatchObject({
    n: moved,
    text: expect.stringContaining(`of 12 sampled would go to another partition than they came from: ${topic} has 7 partitions now`),
  });
  expect(checks.find(({ key }) => key === "later")?.details).toEqual([
    "How far the consumer group has gone is not known for 12 of 12 sampled.",
  ]);
});

test("the plan marks the group that failed among all that would receive it again, and tells how far it has gone", async () => {
  const { topic, plan, commit } = await openDead([{ key: "ord-7", partition: 2, offset: 11 }]);
  await commit("billing", 2, 20);
  await commit("shipping", 2, 20);
  const { checks, destinations } = await plan({ to: "failed_queue" });
  expect(destinations).toMatchObject([{ target: topic, failedIn: ["billing"] }]);
  expect(destinations[0]?.audience?.receivers?.map(({ name }) => name).toSorted()).toEqual(["billing", "shipping"]);
  expect(checks.find(({ key }) => key === "later")).toMatchObject({
    text: expect.stringMatching(/^key.*ord-7/),
    details: [`${topic}/2: consumer group billing has gone on to offset 20; ord-7 is at 11, so up to 8 later records were passed.`],
  });
});

import { afterAll, beforeAll, expect, test, vi } from "vitest";
import { sharedKafka } from "../testing/kafka.ts";
import { openKafkaShop } from "../testing/kafka-shop.ts";
import { readPlan } from "../replays/read-plan.ts";
import { startReplay } from "../replays/start.ts";
import { readOriginal, takeOriginal } from "./original.ts";

const soon = { timeout: 60_000, interval: 100 };
let kafka: Awaited<ReturnType<typeof sharedKafka>>;
beforeAll(async () => {
  kafka = await sharedKafka();
});
afterAll(() => kafka.stop());

/** A typed listener gave up: what stands in the dead-letter topic was written anew from an object. */
async function openTypedShop() {
  const shop = await openKafkaShop(kafka.bootstrap);
  const original = `{"total":154.80,"unknown":1,"eventId":"e-1"}`;
  const at = shop.produce(original);
  shop.failWith(`{"eventId":"e-1","total":154.8}`, at);
  const worker = await shop.run();
  await vi.waitFor(async () => expect(await shop.stored(), worker.log()).toBe(1), soon);
  const [message] = await shop.sql<{ id: number; seq: number }[]>`select id, seq from messages`;
  if (!message) throw new Error("Nothing was stored.");
  return { ...shop, original, message, worker };
}

test("the original of a dead letter that was written anew is fetched, compared, and sent in its place byte for byte", async () => {
  const { ctx, sql, topic, read, original, message, worker } = await openTypedShop();
  expect(await readOriginal(ctx, message)).toMatchObject({ there: true, same: { body: false, key: true }, text: original });
  const differing = async () => {
    const plan = await readPlan(ctx, { selection: { ids: [message.id] }, target: { to: "failed_queue" }, rate: null });
    return plan.checks.find(({ key }) => key === "differs");
  };
  expect(await differing()).toMatchObject({ n: 1, mend: { href: `/messages/${message.id}?tab=payload#original` } });
  expect(await takeOriginal(ctx, { ...message, reason: "only the original has every digit" })).toMatchObject({ version: 2 });
  expect(await differing()).toMatchObject({ n: 0, text: "none of 1 sampled" });
  expect(await readOriginal(ctx, message)).toMatchObject({ same: { body: true, key: true } });
  await expect(takeOriginal(ctx, { ...message, seq: message.seq + 1, reason: "again" })).rejects.toThrow("is the original already");
  await startReplay(ctx, { selection: { ids: [message.id] }, target: { to: "failed_queue" }, rate: null, reason: "the digits matter" });
  await vi.waitFor(
    async () =>
      expect((await sql`select state in ('observing', 'completed') as sent from replays`)[0], worker.log()).toEqual({ sent: true }),
    soon,
  );
  const [first, second] = read(topic);
  expect(second?.payload).toBe(original);
  expect(second?.headers.slice(0, 2)).toEqual(first?.headers);
  expect(second?.headers.filter((_, index) => index % 2 === 0).slice(1)).toEqual([
    "x-redrive-replay",
    "x-redrive-attempt",
    "x-redrive-count",
    "x-redrive-lineage",
  ]);
});

test("what its topic does not hold any more is said to be gone", async () => {
  const { ctx, topic, expire, message } = await openTypedShop();
  await expire(topic);
  expect(await readOriginal(ctx, message)).toMatchObject({ there: false });
  await expect(takeOriginal(ctx, { ...message, reason: "try" })).rejects.toThrow(/does not hold partition \d, offset 0 any more/);
});

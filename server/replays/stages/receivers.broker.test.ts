import { afterAll, beforeAll, expect, onTestFinished, test, vi } from "vitest";
import { Kafka, logLevel } from "../../sources/kafka/records.ts";
import { makeTopics } from "../../sources/kafka/make-topics.ts";
import { startKafka, type TestKafka } from "../../testing/kafka.ts";
import { deadLetterWriters } from "../../testing/kafka-dead-letters.ts";
import { openKafkaShop } from "../../testing/kafka-shop.ts";
import { startReplay } from "../start.ts";
import { readReceivers } from "./read-receivers.ts";

const soon = { timeout: 90_000, interval: 100 };
/** Not the shared one: what is told of a topic depends on every group of the cluster. */
let kafka: TestKafka;
beforeAll(async () => {
  kafka = await startKafka();
});
afterAll(() => kafka.stop());

async function open() {
  const shop = await openKafkaShop(kafka.bootstrap);
  const client = new Kafka({ brokers: [kafka.bootstrap], logLevel: logLevel.NOTHING });
  /** A live consumer of these topics; answers how to stop it. */
  const consume = async (groupId: string, ...topics: readonly string[]) => {
    const consumer = client.consumer({ groupId });
    await consumer.connect();
    await consumer.subscribe({ topics: [...topics], fromBeginning: true });
    const { promise, resolve } = Promise.withResolvers<void>();
    consumer.on(consumer.events.GROUP_JOIN, () => resolve());
    await consumer.run({ eachMessage: async () => {} });
    await promise;
    const stop = () => consumer.disconnect();
    onTestFinished(stop);
    return stop;
  };
  const worker = await shop.run();
  const stored = (n: number) => vi.waitFor(async () => expect(await shop.stored(), worker.log()).toBe(n), soon);
  const replay = async (rate: number | null, canary: number) => {
    const selection = { filter: "", asOf: new Date(Date.now() + 1_000).toISOString() };
    const ctx = { ...shop.ctx, config: { ...shop.ctx.config, observeSeconds: 3 } };
    return startReplay(ctx, { selection, target: { to: "failed_queue" }, rate, stages: { canary, ramp: false }, reason: "it is back" });
  };
  const becomes = (id: number, state: string, code: string | null) =>
    vi.waitFor(
      async () =>
        expect((await shop.sql`select state, pause_code as code from replays where id = ${id}`)[0], worker.log()).toEqual({ state, code }),
      soon,
    );
  const places = (id: number) =>
    vi.waitFor(async () => {
      const told = await readReceivers(shop.ctx, id);
      expect(told.failed).toBeNull();
      return told.places
        .map(({ name, consumers, needed }) => ({ name, consumers, needed }))
        .toSorted((a, b) => a.name.localeCompare(b.name));
    }, soon);
  return { ...shop, consume, becomes, stored, replay, places };
}

test("a group that was renamed holds no replay up while another reads the topic; once that goes away, the next one pauses", async () => {
  const { sql, topic, fail, commit, consume, becomes, stored, replay } = await open();
  await commit("renamed", 0, 0);
  const stop = await consume("billing", topic);
  fail(120);
  await stored(120);
  const first = await replay(null, 2);
  await becomes(first.id, "completed", null);
  fail(300, 120);
  await stored(420);
  const second = await replay(5, 0);
  // Its consumers are seen before they go.
  await vi.waitFor(async () => {
    const [seen] = await sql`select jsonb_path_exists(receivers, '$[*] ? (@.most > 0)') as live from replays where id = ${second.id}`;
    expect(seen).toEqual({ live: true });
  }, soon);
  await stop();
  await becomes(second.id, "paused", "consumers_gone");
}, 400_000);

test("the group that the messages failed in has to be there, whoever else reads the topic", async () => {
  const { topic, fail, commit, consume, stored, replay, places } = await open();
  await commit("billing", 0, 0);
  await consume("shipping", topic);
  fail(3, 0, "billing");
  await stored(3);
  const { id } = await replay(null, 0);
  await vi.waitFor(
    async () =>
      expect(await places(id)).toEqual([
        { name: "billing", consumers: 0, needed: true },
        { name: "shipping", consumers: 1, needed: false },
      ]),
    soon,
  );
}, 400_000);

test("a group that reads two topics is two receivers", async () => {
  const { topic, dead, admin, fail, consume, stored, replay, places } = await open();
  const other = `${topic}-other`;
  await makeTopics(admin, [{ topic: other, numPartitions: 1 }]);
  await consume("billing", topic, other);
  fail(2);
  deadLetterWriters(kafka.bootstrap, { topic: other, dead }).fail(2, 10);
  await stored(4);
  const { id } = await replay(null, 0);
  const names = new Set([`billing (${topic}, shop)`, `billing (${other}, shop)`]);
  await vi.waitFor(async () => expect(new Set((await places(id)).map(({ name }) => name))).toEqual(names), soon);
}, 400_000);

import { randomUUID } from "node:crypto";
import { afterAll, beforeAll, expect, onTestFinished, test } from "vitest";
import { sharedKafka } from "../../testing/kafka.ts";
import { kcat } from "../../testing/kcat.ts";
import { createKafka } from "./create.ts";
import { packHead } from "./head.ts";
import { makeTopics } from "./make-topics.ts";
import { Kafka, logLevel } from "./records.ts";
import { writeWireHeaders } from "./wire-headers.ts";

let server: Awaited<ReturnType<typeof sharedKafka>>;
beforeAll(async () => {
  server = await sharedKafka();
});
afterAll(() => server.stop());

/** Two workers' adapters, a topic of two partitions, and what another client finds there by each way of reading. */
async function open() {
  const queue = `t-${randomUUID()}`;
  const sender = randomUUID();
  const admin = new Kafka({ brokers: [server.bootstrap], logLevel: logLevel.NOTHING }).admin();
  await admin.connect();
  await makeTopics(admin, [{ topic: queue, numPartitions: 2 }]);
  await admin.disconnect();
  const worker = () => {
    const broker = createKafka({ source: "shop", brokers: [server.bootstrap], tls: false, group: "redrive", sasl: null });
    onTestFinished(() => broker.close());
    const send = (text: string, part: string, by: string = sender) => {
      const place = { topic: queue, partition: 0, offset: 0n, timestamp: 0n, appendTime: false, key: null };
      const head = broker.codec.change(packHead({ ...place, rawHeaders: writeWireHeaders([]) }), {
        strip: [],
        add: [{ name: "x-redrive-attempt", text }],
      });
      return broker.publish({ to: "queue", queue, part }, { body: Buffer.from(text), head }, text, { once: text, key: null, sender: by });
    };
    const find = (attempts: readonly string[], senders: readonly string[] = [sender]) =>
      broker.findAttempts?.({ to: "queue", queue }, { attempts, since: new Date(), senders });
    return { send, find };
  };
  const read = (isolation: string) =>
    kcat(server.bootstrap, ["-C", "-t", queue, "-o", "beginning", "-e", "-X", `isolation.level=${isolation}`, "-f", "%p %s\n"])
      .toString()
      .split("\n")
      .filter(Boolean)
      .toSorted();
  return { worker, read };
}

test("what comes late of a sender that was asked about is refused, in every partition", async () => {
  const { worker, read } = await open();
  const [late, asker] = [worker(), worker()];
  expect(await late.send("1", "0")).toMatchObject({ state: "confirmed" });
  expect(await asker.find(["1", "2"])).toEqual(
    new Map([
      ["1", "published"],
      ["2", "absent"],
    ]),
  );
  const refused = { state: "unknown", reason: expect.stringContaining("INVALID_PRODUCER_EPOCH") };
  expect(await Promise.all([late.send("2", "0"), late.send("2", "1")])).toEqual([refused, refused]);
  // It does not ask for its name again: that would take it back from who took it over.
  expect(await late.send("2", "1")).toMatchObject({ state: "not_sent" });
  expect(await asker.send("2", "0", "another")).toMatchObject({ state: "confirmed" });
  // To whoever reads, what is committed or everything, the records stand there as if there had never been a transaction.
  for (const isolation of ["read_committed", "read_uncommitted"]) expect(read(isolation)).toEqual(["0 1", "0 2"]);
});

test("another sender of the same worker goes on, and so does who was asked about under a new name", async () => {
  const { worker, read } = await open();
  const [late, asker] = [worker(), worker()];
  const sent = await Promise.all([late.send("1", "0"), late.send("2", "1", "second"), late.send("3", "1", "third")]);
  expect(sent.map(({ state }) => state)).toEqual(["confirmed", "confirmed", "confirmed"]);
  await asker.find(["9"]);
  await asker.find(["9"]);
  expect(await late.send("4", "1", "second")).toMatchObject({ state: "confirmed" });
  expect(await late.send("5", "1", "renamed")).toMatchObject({ state: "confirmed" });
  expect(read("read_committed")).toEqual(["0 1", "1 2", "1 3", "1 4", "1 5"]);
});

test("one that never sent is fenced too, and several at once", async () => {
  const { worker, read } = await open();
  const [late, asker] = [worker(), worker()];
  const names: readonly string[] = ["a", "b", "c"].map((name) => `${randomUUID()}/${name}`);
  expect(await Promise.all(names.map((name) => late.send(`0 ${name}`, "0", name)))).toHaveLength(3);
  await asker.find(["9"], names);
  const outcomes = await Promise.all(names.map((name) => late.send(name, "1", name)));
  expect(outcomes.map(({ state }) => state)).toEqual(["unknown", "unknown", "unknown"]);
  expect(read("read_uncommitted")).toHaveLength(3);
});

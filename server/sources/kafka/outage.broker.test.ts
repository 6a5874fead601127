import { randomUUID } from "node:crypto";
import { once } from "node:events";
import { connect, createServer, type Server, type Socket } from "node:net";
import { afterAll, beforeAll, beforeEach, expect, onTestFinished, test } from "vitest";
import { kcat } from "../../testing/kcat.ts";
import { makeTopics } from "./make-topics.ts";
import { startKafka, type TestKafka } from "../../testing/kafka.ts";
import { createKafka } from "./create.ts";
import { quick, takeMessages } from "../harness.ts";
import { packHead } from "./head.ts";
import { Kafka, logLevel } from "./records.ts";
import { writeWireHeaders } from "./wire-headers.ts";

/** Kinds of requests: https://kafka.apache.org/protocol#protocol_api_keys */
const produce = 0;
const offsetFetch = 9;

type Change = (kind: number, answer: Buffer) => Buffer | null;
const untouched: Change = (_, answer) => answer;

let server: TestKafka;
/** A broker that is reached through `between`; each test says how its answers are changed. */
let proxied: TestKafka;
let change = untouched;
beforeAll(async () => {
  [server, proxied] = await Promise.all([startKafka(), startKafka({ advertise: between })]);
});
beforeEach(() => {
  change = untouched;
});
afterAll(() => Promise.all([server.stop(), proxied.stop()]));

test("while the broker is killed and comes back, what is confirmed is there once, and what was not sent is not", async () => {
  const topic = `t-${randomUUID()}`;
  kcat(server.bootstrap, ["-P", "-t", topic, "-k", "first"], Buffer.from("first"));
  const broker = createKafka({ source: "shop", brokers: [server.bootstrap], tls: false, group: "redrive", sasl: null });
  const rawHeaders = writeWireHeaders([]);
  const head = packHead({ topic, partition: 0, offset: 0n, timestamp: 0n, appendTime: false, key: Buffer.from("k"), rawHeaders });
  const outcomes = new Map<string, string>();
  const sendSome = async (round: number) => {
    const names = Array.from({ length: 100 }, (_, n) => `${round}-${n}`);
    await Promise.all(
      names.map(async (name) =>
        outcomes.set(name, (await broker.publish({ to: "queue", queue: topic }, { body: Buffer.from(name), head }, "1")).state),
      ),
    );
  };
  await sendSome(0);
  const killing = server.kill();
  for (let round = 1; round <= 40; round++) await sendSome(round);
  await killing;
  for (let round = 41; round <= 60; round++) await sendSome(round);
  await broker.close();
  const there = kcat(server.bootstrap, ["-C", "-t", topic, "-o", "beginning", "-e", "-f", "%s\\n"]).toString().trim().split("\n").slice(1);
  const count = Map.groupBy(there, (name) => name);
  const named = (state: string) => [...outcomes].filter(([, outcome]) => outcome === state).map(([name]) => name);
  expect(named("confirmed").filter((name) => count.get(name)?.length !== 1)).toEqual([]);
  expect(named("not_sent").filter((name) => count.has(name))).toEqual([]);
  expect(named("unknown").filter((name) => (count.get(name)?.length ?? 0) > 1)).toEqual([]);
  expect(outcomes.get("60-99")).toBe("confirmed");
}, 180_000);

test("what was stored without a word of it is unknown, and what is sent after it is not taken for a repetition", async () => {
  const before = { swallows: false };
  change = (kind, answer) => (before.swallows && kind === produce ? null : answer);
  const topic = `t-${randomUUID()}`;
  await createTopic(proxied.bootstrap, topic);
  const broker = createKafka({ source: "shop", brokers: [proxied.bootstrap], tls: false, group: "redrive", sasl: null });
  onTestFinished(() => broker.close());
  const rawHeaders = writeWireHeaders([]);
  const head = packHead({ topic, partition: 0, offset: 0n, timestamp: 0n, appendTime: false, key: Buffer.from("k"), rawHeaders });
  const send = async (name: string) => (await broker.publish({ to: "queue", queue: topic }, { body: Buffer.from(name), head }, "1")).state;
  expect(await send("one")).toBe("confirmed");
  before.swallows = true;
  expect(await send("two")).toBe("unknown");
  before.swallows = false;
  expect(await send("three")).toBe("confirmed");
  const there = (await takeMessages(broker, topic, 3)).map(({ body }) => String(body));
  expect(there).toEqual(["one", "two", "three"]);
});

test("a coordinator that still loads its groups, as after a start of the broker, is waited for", async () => {
  const before = { loads: 3 };
  change = (kind, answer) => {
    // The error of an OffsetFetch answer is its end; 14 is COORDINATOR_LOAD_IN_PROGRESS.
    if (kind === offsetFetch && before.loads-- > 0) answer.writeInt16BE(14, answer.length - 2);
    return answer;
  };
  const topic = `t-${randomUUID()}`;
  await createTopic(proxied.bootstrap, topic);
  const broker = createKafka({ source: "shop", brokers: [proxied.bootstrap], tls: false, group: "redrive", sasl: null });
  onTestFinished(() => broker.close());
  expect(await broker.depth(topic)).toMatchObject({ ready: 0 });
  expect(before.loads).toBeLessThan(0);
});

/** Not by kcat, which would hold this process, and with it the way to the broker that is in it. */
async function createTopic(bootstrap: string, topic: string): Promise<void> {
  const admin = new Kafka({ brokers: [bootstrap], logLevel: logLevel.NOTHING }).admin();
  await admin.connect();
  await makeTopics(admin, [{ topic, numPartitions: 1 }]);
  await admin.disconnect();
}

/** A way to the broker on which answers can be changed, by the kind of their request; null cuts the connection instead. */
function between(port: number): Promise<number> {
  const way = createServer((near) => {
    const far = connect(port, "127.0.0.1");
    let kind = -1;
    near.on("data", (chunk) => {
      // Size, then the request's kind.
      kind = chunk.readInt16BE(4);
      far.write(chunk);
    });
    far.on("data", (chunk) => {
      const answer = change(kind, chunk);
      if (answer) near.write(answer);
      else near.destroy();
    });
    for (const [socket, other] of [
      [near, far],
      [far, near],
    ] as const)
      socket.on("error", () => other.destroy()).on("close", () => other.destroy());
  });
  way.unref();
  return new Promise((resolve) =>
    way.listen(0, "127.0.0.1", () => {
      const address = way.address();
      resolve(address !== null && typeof address === "object" ? address.port : 0);
    }),
  );
}

test("a broker that tells an address at which nobody answers is named with both addresses", async () => {
  const sockets: Socket[] = [];
  const way = createServer();
  const lost = await startKafka({
    advertise: async (port) => {
      way.on("connection", (near) => {
        const far = connect(port, "127.0.0.1");
        sockets.push(near, far);
        near
          .on("error", () => far.destroy())
          .pipe(far)
          .on("error", () => near.destroy())
          .pipe(near);
      });
      await once(way.listen(0, "127.0.0.1"), "listening");
      return addressOf(way);
    },
  });
  onTestFinished(() => lost.stop());
  await createTopic(lost.bootstrap, "t-dlt");
  const nobody = addressOf(way);
  way.close();
  for (const socket of sockets) socket.destroy();
  const broker = createKafka({ source: "shop", brokers: [lost.bootstrap], tls: false, group: "redrive", sasl: null });
  onTestFinished(() => broker.close());
  const words = new RegExp(
    `${lost.bootstrap} answers and says that a broker is reached at 127.0.0.1:${nobody}, but that address does not answer`,
  );
  const unreachable = { code: "unreachable", message: expect.stringMatching(words) };
  await expect(broker.ping()).rejects.toMatchObject(unreachable);
  await expect(broker.depth("t-dlt")).rejects.toMatchObject(unreachable);
  await expect(broker.consume("t-dlt", async () => {}, quick, new AbortController().signal)).rejects.toMatchObject(unreachable);
});

function addressOf(server: Server): number {
  const address = server.address();
  return address !== null && typeof address === "object" ? address.port : 0;
}

import { randomUUID } from "node:crypto";
import { type Channel, type ChannelModel, connect } from "amqplib";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { AmqpWire } from "../../testing/amqp-wire.ts";
import { createVirtualHost, type VirtualHost } from "../../testing/rabbitmq-host.ts";
import type { Broker, RawMessage } from "../port.ts";
import { takeMessages } from "../harness.ts";
import { createRabbitMQ } from "./create.ts";
import { unpackHead } from "./head.ts";
import { everyField, field, longstr, properties } from "./wire-samples.ts";

let host: VirtualHost;
let model: ChannelModel;
let channel: Channel;
let wire: AmqpWire;
let broker: Broker;

beforeAll(async () => {
  host = await createVirtualHost();
  model = await connect(host.url);
  model.on("error", () => {});
  channel = await model.createChannel();
  wire = await AmqpWire.connect(host.url);
  broker = createRabbitMQ({ source: "shop", url: host.url, management: host.management });
});

afterAll(async () => {
  await broker?.close();
  wire?.close();
  await model?.close().catch(() => {});
  await host?.drop();
});

const fixed = {
  "content-type": "application/json",
  "delivery-mode": 2,
  "message-id": "m-1",
  timestamp: 1_700_000_000n,
  type: "order.paid",
};
const hostileNames = ["__proto__", "constructor", "!", "0", "Zo\u00eb", "", Buffer.of(0xff, 0xfe)];
const fields = [
  ...everyField.map(({ bytes }, at) => field(`t${String(at).padStart(2, "0")}`, bytes)),
  ...hostileNames.map((name) => field(name, longstr("1"))),
  field("twice", longstr("first")),
  field("twice", everyField[0]!.bytes),
];

/** An origin whose dead letters reach two queues alike: one to take from, one to look at. */
async function deadLetterQueues(type: string) {
  const id = randomUUID();
  const declare = (name: string, more: Record<string, unknown> = {}) =>
    channel.assertQueue(`${name}-${id}`, { arguments: { "x-queue-type": type, ...more } });
  await channel.assertExchange(`dlx-${id}`, "fanout");
  const [{ queue }, { queue: copy }] = await Promise.all([declare("dead"), declare("copy")]);
  // A quorum queue would add its delivery count to what was sent.
  const { queue: target } = await channel.assertQueue(`target-${id}`);
  for (const bound of [queue, copy]) await channel.bindQueue(bound, `dlx-${id}`, "");
  const { queue: origin } = await declare("origin", { "x-dead-letter-exchange": `dlx-${id}` });
  await channel.assertExchange(`x-${id}`, "topic");
  await channel.bindQueue(origin, `x-${id}`, "#");
  return { queue, copy, target, origin, exchange: `x-${id}` };
}

async function dieOnce(at: Awaited<ReturnType<typeof deadLetterQueues>>, payload: Buffer, body: Buffer) {
  await wire.publish({ exchange: at.exchange, routingKey: "eu.paid", properties: payload, body });
  while (!(await wire.reject(at.origin)));
  const seen = await wire.take(at.copy);
  const [taken] = await takeMessages(broker, at.queue, 1);
  return { seen, taken: taken as RawMessage };
}

function unedited(head: Uint8Array): Uint8Array {
  return broker.codec.change(head, { strip: broker.codec.strips(head), add: [] });
}

describe.each(["classic", "quorum"])("on a %s queue", (type) => {
  test("a dead letter is kept and sent again with the bytes that the broker handed out", async () => {
    const at = await deadLetterQueues(type);
    const body = Buffer.concat([Buffer.from('{"n":1.0}\u0000'), Buffer.of(0xff, 0xfe)]);
    const { seen, taken } = await dieOnce(at, properties({ ...fixed, headers: fields }), body);
    expect(unpackHead(taken.head)!.properties).toEqual(seen.properties);
    expect(Buffer.from(taken.body!)).toEqual(body);

    const outcome = await broker.publish(
      { to: "queue", queue: at.target, routingKey: "eu.paid" },
      { body: taken.body, head: unedited(taken.head) },
      "a",
    );
    expect(outcome.state).toBe("confirmed");
    const arrived = await wire.take(at.target);
    const kept = fields
      .filter((raw) => seen.properties.includes(raw))
      .sort((a, b) => seen.properties.indexOf(a) - seen.properties.indexOf(b));
    expect(kept.length).toBeGreaterThanOrEqual(fields.length - 1);
    expect(arrived.properties).toEqual(properties({ ...fixed, headers: kept }));
    expect(arrived.body).toEqual(body);
    expect(arrived.routingKey).toBe("eu.paid");
  });

  test("an absent header table, which the death added, is left empty, and no property is invented", async () => {
    const at = await deadLetterQueues(type);
    const { taken } = await dieOnce(at, properties({}), Buffer.alloc(0));
    await broker.publish({ to: "queue", queue: at.target }, { body: taken.body, head: unedited(taken.head) }, "a");
    expect(await wire.take(at.target)).toMatchObject({
      properties: properties({ headers: [] }),
      body: Buffer.alloc(0),
      routingKey: "eu.paid",
    });
  });

  test("an edited header changes its own bytes only", async () => {
    const at = await deadLetterQueues(type);
    const { taken } = await dieOnce(at, properties({ ...fixed, headers: fields }), Buffer.from("{}"));
    const head = unedited(taken.head);
    const view = broker.codec.decode(head);
    const headers = view.headers.map((header) =>
      header.name === "t06" ? { ...header, value: { ...header.value, text: "9007199254740995" } } : header,
    );
    const edited = broker.codec.edit(head, { headers, properties: view.properties });
    await broker.publish({ to: "queue", queue: at.target }, { body: taken.body, head: edited }, "a");
    const { properties: arrived } = await wire.take(at.target);
    const before = Buffer.from(unpackHead(head)!.properties);
    const at06 = before.indexOf(fields[6]!);
    before.writeBigInt64BE(9_007_199_254_740_995n, at06 + fields[6]!.length - 8);
    expect(arrived).toEqual(before);
  });

  test("a second death of a replay still finds the dead-letter queue by its original key", async () => {
    const at = await deadLetterQueues(type);
    const id = randomUUID();
    await channel.assertExchange(`direct-${id}`, "direct");
    await channel.bindQueue(at.queue, `direct-${id}`, "eu.paid");
    const { queue: origin } = await channel.assertQueue(`again-${id}`, {
      arguments: { "x-queue-type": type, "x-dead-letter-exchange": `direct-${id}` },
    });
    const { taken } = await dieOnce(at, properties(fixed), Buffer.from("{}"));
    await broker.publish({ to: "queue", queue: origin }, { body: taken.body, head: unedited(taken.head) }, "a");
    while (!(await wire.reject(origin)));
    const [again] = await takeMessages(broker, at.queue, 1);
    expect(broker.codec.decode(again!.head).address["routingKey"]).toBe("eu.paid");
  });
});

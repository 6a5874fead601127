import { describe, expect, it } from "vitest";
import { deadLetter, noRules, type Plain } from "../testing/heads.ts";
import { readEnvelope } from "./envelope.ts";
import { cpuMs } from "../testing/cpu-ms.ts";

const nothing = { eventId: null, eventType: null, key: null, version: null, sequence: null, producedAt: null };
const event = {
  eventType: "OrderPlaced",
  eventId: "e-1",
  timestamp: "2026-11-23T02:49:46Z",
  version: 2,
  aggregateId: "ord-1",
  sequenceNumber: 6,
  payload: {},
};
const known = {
  eventId: "e-1",
  eventType: "OrderPlaced",
  key: "ord-1",
  version: "2",
  sequence: "6",
  producedAt: new Date("2026-11-23T02:49:46Z"),
};

const read = (body: unknown, headers: { readonly [name: string]: Plain } = {}, envelope = {}) =>
  readEnvelope(deadLetter(headers, { body }), { ...noRules, envelope }, null);

describe("the event in the message", () => {
  it.each<[string, unknown]>([
    ["plain", event],
    ["EventBridge", { id: "x", "detail-type": "T", time: "2026-01-01T00:00:00Z", detail: event }],
    ["CloudEvents", { specversion: "1.0", id: "x", type: "t", data: event }],
    ["MassTransit", { messageId: "x", messageType: ["urn:message:Shop:T"], message: event }],
    ["NestJS", { pattern: "order.placed", data: event }],
    ["Dramatiq", { actor_name: "charge", args: [event], message_id: "x" }],
    ["CloudEvents in base64", { specversion: "1.0", id: "x", type: "t", data_base64: btoa(JSON.stringify(event)) }],
    ["SNS", { Type: "Notification", TopicArn: "arn:t", MessageId: "x", Message: JSON.stringify(event) }],
  ])("is found in %s", (_, body) => {
    expect(read(body)).toEqual(known);
  });

  it("is found in Celery's arguments, else the task is the event", () => {
    const headers = { task: "shop.charge", id: "5b2f", lang: "py", root_id: "5b2f" };
    expect(read([[event], {}, {}], headers)).toEqual(known);
    expect(read([[7], {}, {}], headers)).toMatchObject({ eventId: "5b2f", eventType: "shop.charge" });
    expect(read([[event], {}, {}])).toEqual(nothing);
    expect(read([[], { placed: event }, {}], headers)).toEqual(known);
    expect(read("\u0080\u0002}q", headers)).toMatchObject({ eventId: "5b2f", eventType: "shop.charge" });
  });

  it("is found in a task of Celery that lies in the body alone, also where that is in base64", () => {
    const properties = { delivery_info: { exchange: "", routing_key: "billing" }, body_encoding: "base64" };
    const task = { task: "shop.charge", id: "5b2f", lang: "py" };
    const kombu = (args: unknown) => ({ body: Buffer.from(JSON.stringify([args, {}, {}])).toString("base64"), headers: task, properties });
    expect(read(kombu([event]))).toEqual(known);
    expect(read(kombu([7]))).toMatchObject({ eventId: "5b2f", eventType: "shop.charge" });
    expect(read({ task: "shop.charge", id: "5b2f", args: [event], kwargs: {}, retries: 0 })).toEqual(known);
    expect(read({ task: "water the plants", id: "5b2f" })).toEqual(nothing);
  });

  it.each([
    ["no JSON", "\u0000\u0001"],
    ["JSON that is no envelope", { orderId: 1 }],
  ])("is named by AMQP's own properties where the body is %s", (_, body) => {
    const properties = { "message-id": "m-1", type: "order.placed" };
    const named = (of: unknown) => readEnvelope(deadLetter({}, { body: of, properties }), noRules, null);
    expect(named(body)).toMatchObject({ eventId: "m-1", eventType: "order.placed" });
    expect(named(event)).toEqual(known);
    expect(read(body, properties)).toEqual(nothing);
  });

  it("is what the framework says where it holds no event of ours", () => {
    expect(read({ messageId: "m-1", messageType: ["urn:message:Shop:OrderPlaced"], message: { a: 1 } })).toMatchObject({
      eventId: "m-1",
      eventType: "OrderPlaced",
    });
    expect(read({ id: "b-1", "detail-type": "OrderPlaced", time: "2026-11-23T02:49:46Z", detail: {} })).toMatchObject({
      eventId: "b-1",
      eventType: "OrderPlaced",
      producedAt: known.producedAt,
    });
    expect(read({ specversion: "1.0", id: "c-1", type: "t", subject: "s", time: "2026-11-23T02:49:46Z" })).toMatchObject({
      eventId: "c-1",
      eventType: "t",
      key: "s",
    });
  });

  it.each(["ce-", "ce_", "cloudEvents:", "cloudEvents_"])("is read from CloudEvents headers %s", (prefix) => {
    expect(read("raw", { [`${prefix}id`]: "c-1", [`${prefix}type`]: "t", [`${prefix}time`]: "2026-11-23T02:49:46Z" })).toMatchObject({
      eventId: "c-1",
      eventType: "t",
      producedAt: known.producedAt,
    });
  });

  it("is named in headers by NServiceBus and Rebus", () => {
    expect(
      read("x", { "NServiceBus.MessageId": "n-1", "NServiceBus.EnclosedMessageTypes": "Shop.OrderPlaced, Shop;Shop.IEvent" }),
    ).toMatchObject({ eventId: "n-1", eventType: "Shop.OrderPlaced" });
  });

  it.each<[string, unknown]>([
    ["text", "hello"],
    ["an id of anything", { id: 5, type: "x", timestamp: 1 }],
    ["an array", [1, 2]],
    ["broken JSON", '{"eventId":'],
    ["not UTF-8", Buffer.from([0x7b, 0xff])],
    ["nothing", ""],
    ["a number", "5"],
    ["objects for texts", { eventId: {}, eventType: [] }],
  ])("is unknown in %s", (_, body) => {
    expect(read(body)).toEqual(nothing);
  });
});

describe("configured paths", () => {
  it("read body, headers and properties, and then nothing else", () => {
    const envelope = { eventId: "$.meta.ids[0]", eventType: "header:x-event-type", key: '$["a.b"]', version: "$.absent" };
    expect(read({ ...event, meta: { ids: ["e-9"] }, "a.b": "k" }, { "x-event-type": "Placed" }, envelope)).toMatchObject({
      eventId: "e-9",
      eventType: "Placed",
      key: "k",
      version: null,
      sequence: "6",
    });
  });

  it("reach the event inside a framework's body", () => {
    const envelope = { eventId: "eventId", eventType: "$.eventType" };
    expect(read({ pattern: "p", data: { eventId: "e-1" } }, {}, envelope)).toMatchObject({ eventId: "e-1", eventType: null });
    expect(read([[{ eventId: "e-1" }], {}, {}], {}, envelope).eventId).toBe("e-1");
  });

  it.each(["$.__proto__", "$.constructor.name", "$.meta.toString", "$..", "", "$[", "$.ids.length"])(
    "do not leave the data: %s",
    (eventId) => {
      expect(read({ meta: {}, ids: [1] }, {}, { eventId }).eventId).toBeNull();
    },
  );
});

describe("numbers", () => {
  it("keep their digits", () => {
    expect(read('{"eventId":12345678901234567890123,"eventType":"T","version":2,"sequenceNumber":9007199254740993}')).toMatchObject({
      eventId: "12345678901234567890123",
      version: "2",
      sequence: "9007199254740993",
    });
  });

  it.each([
    '{"eventType":"T","eventId":23958446825181076829,"note":"a","note":"b","payload":{}}',
    '{"eventType":"T","eventId":23958446825181076829,"payload":{"lines":[{"sku":"a","sku":"b"}]}}',
    '{"eventType":"T","eventType":"T","eventId":1,"eventId":23958446825181076829}',
  ])("keep them beside repeated keys: %s", (body) => {
    expect(read(body)).toMatchObject({ eventId: "23958446825181076829", eventType: "T" });
  });

  it("stay as they are written, also where a double holds another one", () => {
    expect(read('{"eventId":12.50,"eventType":1e400,"version":1.0,"sequenceNumber":-0}')).toMatchObject({
      eventId: "12.50",
      eventType: "1e400",
      version: "1.0",
      sequence: "-0",
    });
  });

  it("of a repeated key are the last, as for most parsers", () => {
    expect(read('{"eventId":"a","eventId":"b","n":12345678901234567890}').eventId).toBe("b");
  });

  it("are no time without a zone, and are one as seconds, ms, µs", () => {
    for (const timestamp of [1795402186, "1795402186123", 1795402186123456])
      expect(read({ ...event, timestamp }).producedAt?.getTime()).toBeCloseTo(1795402186123, -4);
    for (const timestamp of ["2026-11-23T02:49:46", -5, 1e300, "soon", {}]) expect(read({ ...event, timestamp }).producedAt).toBeNull();
  });
});

describe("a large body", () => {
  const large = (before: object) => JSON.stringify({ ...before, payload: { id: 1, lines: [1, 2], text: "x".repeat(5_000_000) } });

  it("is read as far as its first members go, fast", () => {
    const message = deadLetter({}, { body: large(event) });
    const took = cpuMs(() => {
      expect(readEnvelope(message, noRules, null)).toEqual(known);
    });
    expect(took).toBeLessThan(500);
  });

  it("is read wherever its members stand, whatever its size and depth", () => {
    for (const size of [262_144, 5_000_000]) expect(read(JSON.stringify({ text: "x".repeat(size), ...event }))).toEqual(known);
    const deep = (levels: number) =>
      `{"payload":${"[".repeat(levels)}${"]".repeat(levels)},"eventId":"deep","n":[${"1,".repeat(100_000)}1]}`;
    for (const levels of [2_000, 20_000, 100_000]) expect(read(deep(levels)).eventId).toBe("deep");
  });

  it("is unknown where it is no JSON", () => {
    expect(read("[".repeat(300_000))).toEqual(nothing);
    expect(read(`{"a":${"[".repeat(200_000)}`)).toEqual(nothing);
  });
});

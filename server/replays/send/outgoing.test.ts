import { expect, test } from "vitest";
import { routeMessage } from "../../failures/recognize.ts";
import { packHead, rabbitmqCodec } from "../../sources/rabbitmq/head.ts";
import { deadLetter, deadRecord, noRules } from "../../testing/heads.ts";
import { outgoingOf, targetOf } from "./outgoing.ts";

const origin = { queue: "orders.work", exchange: "orders", routingKey: "order.placed", topic: null, handler: null };
const { log, head } = deadLetter({});
const routed = { origin, incomplete: null, log, head };

test("by default a message goes to the queue that it failed in, with its own routing key", () => {
  expect(targetOf({ to: "failed_queue" }, routed)).toEqual({
    to: "queue",
    queue: "orders.work",
    routingKey: "order.placed",
  });
});

test("an unknown origin is said and never guessed", () => {
  expect(targetOf({ to: "failed_queue" }, { ...routed, origin: null })).toHaveProperty("impossible");
  expect(targetOf({ to: "origin" }, { ...routed, origin: { ...origin, exchange: null } })).toHaveProperty("impossible");
});

test("the default exchange has an empty name and is a known one", () => {
  expect(targetOf({ to: "origin" }, { ...routed, origin: { ...origin, exchange: "" } })).toEqual({
    to: "exchange",
    exchange: "",
    routingKey: "order.placed",
  });
});

test("an exchange without the one routing key would route it elsewhere", () => {
  expect(targetOf({ to: "origin" }, { ...routed, origin: { ...origin, routingKey: null } })).toHaveProperty("impossible");
  expect(targetOf({ to: "origin" }, { ...routed, origin: { ...origin, routingKey: "" } })).toEqual({
    to: "exchange",
    exchange: "orders",
    routingKey: "",
  });
});

test("what is not the whole event goes nowhere but back, and the reason is said", () => {
  const incomplete = "The event itself is still on the bus.";
  expect(targetOf({ to: "queue", queue: "orders" }, { ...routed, incomplete })).toEqual({ impossible: incomplete });
  expect(targetOf({ to: "release" }, { ...routed, incomplete })).toBe("release");
});

test("a record goes to the partition that it came from only where it says so, and to the topic that had it", () => {
  const from = (headers: Readonly<Record<string, string>>) => ({
    origin: { ...origin, queue: "orders", routingKey: null },
    incomplete: null,
    log: true,
    head: deadRecord(Object.entries(headers)).head,
  });
  const at = { "x-original-topic": "orders", "x-original-partition": "5", "x-original-offset": "0" };
  const target = { to: "failed_queue", partition: "origin" } as const;
  expect(targetOf(target, from(at))).toEqual({ to: "queue", queue: "orders", part: "5" });
  expect(targetOf({ to: "failed_queue" }, from(at))).toEqual({ to: "queue", queue: "orders" });
  expect(targetOf(target, from({}))).toEqual({ impossible: "The message does not carry the partition that it came from." });
  expect(targetOf(target, from({ ...at, "x-original-topic": "orders-retry" }))).toEqual({
    impossible: 'It came from a partition of "orders-retry", and goes to "orders".',
  });
  expect(targetOf(target, routed)).toMatchObject({ to: "queue", queue: "orders.work", routingKey: "order.placed" });
});

const mark = { replayId: 1, itemId: 2, count: 1, lineageId: 3 };
const empty = { exchange: Buffer.from("e"), routingKey: Buffer.from("k"), properties: Buffer.of(0, 0) };
const text = (name: string, value: string) => ({ name, value: { type: "string", wire: "string", text: value } }) as const;

test("a message that a framework published again gets its own properties and headers back", () => {
  const own = {
    content_type: "application/json",
    priority: 4,
    headers: { tenant: "north", "x-death": [{ count: 5 }], "x-redrive-count": "9" },
  };
  const record = { error: "error", num_attempts: 5, failed_at: "2026-11-20T09:15:04+00:00", error_class: "Gone", properties: own };
  const head = rabbitmqCodec.edit(packHead(empty), {
    headers: [text("retry_info", JSON.stringify(record)), text("kept", "1")],
    properties: [text("content-type", "application/octet-stream"), text("app-id", "error")],
  });
  const body = Buffer.from("{}");
  const message = deadLetter({}, { head: rabbitmqCodec.decode(head), body });
  const outgoing = outgoingOf(rabbitmqCodec, { head, body }, routeMessage(message, noRules), mark);
  const sent = rabbitmqCodec.decode(outgoing.head);
  expect(sent.properties.map(({ name, value }) => [name, value.text])).toEqual([
    ["content-type", "application/json"],
    ["priority", "4"],
    ["app-id", "error"],
  ]);
  expect(sent.headers.map(({ name, value }) => [name, value.text])).toEqual([
    ["kept", "1"],
    ["tenant", "north"],
    ["x-redrive-replay", "1"],
    ["x-redrive-attempt", "2"],
    ["x-redrive-count", "1"],
    ["x-redrive-lineage", "3"],
  ]);
  expect(outgoing.body).toBe(body);
});

test("attributes of an application stay where they only resemble a failure's", () => {
  const headers = {
    ERROR_CODE: "E-7",
    RequestID: "ord-1",
    ErrorMessage: "none",
    SenderId: "till-3",
    "x-exception-message": "mine",
    retry_info: "{}",
  };
  const head = rabbitmqCodec.edit(packHead(empty), {
    headers: Object.entries(headers).map(([name, value]) => text(name, value)),
    properties: [],
  });
  const message = deadLetter({}, { head: rabbitmqCodec.decode(head) });
  const outgoing = outgoingOf(rabbitmqCodec, { head, body: null }, routeMessage(message, noRules), mark);
  expect(
    rabbitmqCodec
      .decode(outgoing.head)
      .headers.slice(0, 6)
      .map(({ name }) => name),
  ).toEqual(Object.keys(headers));
});

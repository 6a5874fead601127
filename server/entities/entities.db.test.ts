import { once } from "node:events";
import { createServer, type ServerResponse } from "node:http";
import { expect, onTestFinished, test } from "vitest";
import { maskConfig } from "../config/mask.ts";
import { readConfig } from "../config/read.ts";
import { getMessage } from "../messages/get.ts";
import { textHeader } from "../sources/json-head.ts";
import { createMemoryBroker } from "../sources/memory/create.ts";
import { testContext } from "../testing/context.ts";
import { testDatabase } from "../testing/database.ts";
import { capture, rawMessage, shop, watchQueue } from "../testing/messages.ts";
import { readEntity } from "./read-entity.ts";

const producedAt = "2026-11-30T12:00:00.000Z";
const placed = {
  eventId: "e/1",
  eventType: "OrderPlaced",
  aggregateId: "ord-1",
  sequenceNumber: 7,
  timestamp: producedAt,
  payload: { customer: { id: "c?2" } },
};
const json = { "content-type": "application/json" };

/** An owner of orders that answers as it is told. */
async function serve() {
  const asked: { url: string; authorization: string | undefined }[] = [];
  let answer = (response: ServerResponse): unknown => response.end();
  const server = createServer((request, response) => {
    asked.push({ url: request.url ?? "", authorization: request.headers.authorization });
    answer(response);
  }).listen(0, "127.0.0.1");
  await once(server, "listening");
  onTestFinished(() => {
    server.closeAllConnections();
    server.close();
  });
  const address = server.address();
  return {
    url: `http://127.0.0.1:${typeof address === "object" ? address?.port : 0}`,
    asked,
    answers: (next: typeof answer) => void (answer = next),
  };
}

const yaml = (url: string) => `eventTypes:
  OrderPlaced:
    kind: notification
    fetch: "${url}/orders/{key}?event={eventId}&customer={payload.payload.customer.id}&secret=s3cret"
    headers: { authorization: Bearer s3cret }
    changedAt: meta.updatedAt
    version: version
  OrderChanged: { kind: state }
  PlaceOrder: { kind: command }
`;

async function setUp(body: unknown = placed, allow: readonly string[] = ["127.0.0.1"]) {
  const owner = await serve();
  const { eventTypes } = readConfig(yaml(owner.url), "redrive.yaml", {});
  const ctx = testContext(await testDatabase(), {
    config: { sources: [shop], eventTypes, outbound: { allow } },
    brokers: [createMemoryBroker("shop")],
  });
  const [id = 0] = await capture(ctx, await watchQueue(ctx), [rawMessage({ body: Buffer.from(JSON.stringify(body)) })]);
  return { ctx, id, owner };
}

test("an entity is asked once, by derived values alone, and is told with which of the two is newer", async () => {
  const { ctx, id, owner } = await setUp();
  owner.answers((response) => response.writeHead(200, json).end('{"n":9007199254740993,"meta":{"updatedAt":"2026-11-30T13:00:00Z"}}'));
  expect(await readEntity(ctx, { id })).toMatchObject({
    state: "read",
    address: `${owner.url}/orders/ord-1`,
    text: expect.stringContaining("9007199254740993"),
    json: true,
    age: { newer: "entity", by: "time", changedAt: new Date("2026-11-30T13:00:00Z") },
  });
  expect(owner.asked).toEqual([{ url: "/orders/ord-1?event=e%2F1&customer=c%3F2&secret=s3cret", authorization: "Bearer s3cret" }]);
  owner.answers((response) => response.writeHead(200, json).end('{"version":"6"}'));
  expect(await readEntity(ctx, { id })).toMatchObject({ age: { newer: "event", by: "version" } });
  owner.answers((response) => response.writeHead(200, json).end("{}"));
  expect(await readEntity(ctx, { id })).toMatchObject({ age: { newer: "unknown" } });
  owner.answers((response) => response.writeHead(404).end("<html>"));
  expect(await readEntity(ctx, { id })).toMatchObject({ state: "gone" });
});

test("hostile answers are not shown, and say why", async () => {
  const { ctx, id, owner } = await setUp();
  const reasons = [];
  for (const answer of [
    (response: ServerResponse) => response.writeHead(200, { "content-type": "text/html" }).end("<script>"),
    (response: ServerResponse) => response.writeHead(200, json).end("x".repeat(10_000_000)),
    (response: ServerResponse) => response.writeHead(302, { location: "http://169.254.169.254/latest/meta-data" }).end(),
    (response: ServerResponse) => response.writeHead(200, json).write("{", () => response.destroy()),
    () => {},
  ]) {
    owner.answers(answer);
    const told = await readEntity(ctx, { id });
    reasons.push(told.state === "unread" ? told.reason : told.state);
  }
  expect(reasons).toEqual([
    "Its owner answers with something else than JSON or plain text.",
    "The answer of its owner is larger than 256 kB.",
    "Its owner answers with status 302.",
    expect.stringContaining("Its owner could not be asked"),
    "Its owner did not answer within 5 seconds.",
  ]);
});

test("a value that is missing, or a place that is closed, is not asked", async () => {
  const { aggregateId: _, ...keyless } = placed;
  const without = await setUp(keyless);
  expect(await readEntity(without.ctx, { id: without.id })).toEqual({ state: "unread", reason: "The message does not carry {key}." });
  expect(without.owner.asked).toEqual([]);
  const closed = await setUp(placed, []);
  expect(await readEntity(closed.ctx, { id: closed.id })).toMatchObject({
    state: "unread",
    reason: expect.stringContaining("this machine itself"),
  });
  const other = await setUp({ ...placed, eventType: "OrderChanged" });
  expect(await readEntity(other.ctx, { id: other.id })).toMatchObject({
    state: "unread",
    reason: expect.stringContaining("names no address"),
  });
});

test("commands and events are told apart by redrive.yaml, then by the envelope, and else not at all", async () => {
  const { ctx } = await setUp();
  const reader = await watchQueue(ctx, "more.dlq");
  const body = (of: object) => ({ body: Buffer.from(JSON.stringify(of)) });
  const [intent, reply] = ["Send", "Reply"].map((value) => [textHeader("NServiceBus.MessageIntent", value)]);
  const ids = await capture(ctx, reader, [
    rawMessage(body({ eventType: "PlaceOrder", eventId: "1" })),
    rawMessage(body({ eventType: "OrderChanged", eventId: "2" })),
    rawMessage({ ...body({ eventType: "Unknown", eventId: "3" }), headers: intent ?? [] }),
    rawMessage({ ...body({ eventType: "Unknown", eventId: "4" }), headers: reply ?? [] }),
    rawMessage({ ...body({ eventType: "Unknown", eventId: "5" }), headers: [textHeader("NServiceBus.MessageIntent", "Publish")] }),
    rawMessage(body({ specversion: "1.0", id: "6", source: "/orders", type: "x", data: {} })),
    rawMessage(body({ messageId: "7", messageType: ["urn:message:Shop:SubmitOrder"], message: {} })),
  ]);
  const styles = [];
  for (const id of ids) styles.push((await getMessage(ctx, { id })).style);
  expect(styles).toEqual(["command", "state", "command", null, "event", "event", null]);
});

test("headers and the query of an address are secrets; a host of the message's choice is refused", () => {
  const config = readConfig(yaml("https://orders.internal"), "redrive.yaml", {});
  const shown = JSON.stringify(maskConfig(config));
  expect(shown).toContain("orders.internal/orders");
  expect(shown).not.toContain("s3cret");
  const of = (fetch: string) => () => readConfig(`eventTypes: { A: { kind: notification, fetch: "${fetch}" } }`, "redrive.yaml", {});
  expect(of("https://orders.{key}/")).toThrow();
  expect(of("http://169.254.169.254/{key}")).toThrow("must not be a link-local address");
  expect(() => readConfig("eventTypes: { A: { kind: state, version: v } }", "redrive.yaml", {})).toThrow("must have fetch");
});

import { expect, test } from "vitest";
import { routeMessage } from "../failures/recognize.ts";
import { packHead, rabbitmqCodec } from "../sources/rabbitmq/head.ts";
import { deadLetter, noRules } from "../testing/heads.ts";
import { outgoingOf } from "./outgoing.ts";

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

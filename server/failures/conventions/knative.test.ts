import { expect, it } from "vitest";
import { diagnoseMessage } from "../diagnose.ts";
import { deadLetter, deadRecord, noRules } from "../../testing/heads.ts";
import { readKnative } from "./knative.ts";

const failed = { knativeerrordest: "http://charge.shop.svc.cluster.local", knativeerrorcode: "503", knativeerrordata: "bm9wZQo=" };
const event = { specversion: "1.0", id: "e-1", type: "order.placed", source: "/shop" };
const prefixed = (prefix: string, fields: object) =>
  Object.fromEntries(Object.entries(fields).map(([name, value]) => [`${prefix}${name}`, value]));

it.each(["ce_", "ce-", "cloudEvents:", "cloudEvents_"])("reads what a dead-letter sink gets, with prefix %s", (prefix) => {
  expect(readKnative(deadLetter(prefixed(prefix, { ...event, ...failed })))).toMatchObject({
    errors: [{ type: "HTTP 503", text: "nope", stack: null }],
    tries: null,
    diedAt: null,
    origin: { queue: null, handler: failed.knativeerrordest },
    strips: Object.keys(prefixed(prefix, failed)),
  });
});

it("reads a record of Kafka, and the event's body in structured mode, which stays as it is", () => {
  const record = deadRecord(Object.entries(prefixed("ce_", { ...event, ...failed })));
  expect(readKnative(record)).toMatchObject({ errors: [{ type: "HTTP 503" }] });
  expect(readKnative(deadLetter({}, { body: { ...event, ...failed } }))).toMatchObject({ errors: [{ text: "nope" }], strips: [] });
});

it("tells no status without an answer, and takes older text for what it is", () => {
  const read = (more: object) => readKnative(deadLetter({}, { body: { ...event, ...failed, ...more } }))?.errors;
  expect(read({ knativeerrorcode: "-1", knativeerrordata: "dial tcp: no such host" })).toEqual([
    { type: null, text: "dial tcp: no such host", stack: null },
  ]);
  expect(read({ knativeerrorcode: 500, knativeerrordata: undefined })).toEqual([
    { type: "HTTP 500 of the subscriber", text: null, stack: null },
  ]);
});

it("says nothing of a replay where the subscriber's own handler failed", () => {
  const verdict = (code: string) =>
    diagnoseMessage(deadLetter({}, { body: { ...event, ...failed, knativeerrorcode: code } }), noRules).verdict;
  expect(["500", "503", "429", "422"].map(verdict)).toEqual(["unknown", "transient", "transient", "poison"]);
});

it.each(["knativeerrordest", "knativeerrorcode", "specversion"])("is silent without %s", (name) => {
  const headers = Object.entries(prefixed("ce_", { ...event, ...failed })).filter(([other]) => other !== `ce_${name}`);
  expect(readKnative(deadLetter(Object.fromEntries(headers)))).toBeNull();
});

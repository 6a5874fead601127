import { expect, it } from "vitest";
import { deadLetter, deadRecord } from "../../testing/heads.ts";
import { readWatermill } from "./watermill.ts";

const poisoned = { topic_poisoned: "orders", handler_poisoned: "charge", subscriber_poisoned: "amqp.Subscriber" };

it("reads the poison queue's reason", () => {
  expect(readWatermill(deadLetter({ ...poisoned, reason_poisoned: "no answer" }))).toMatchObject({
    errors: [{ type: null, text: "no answer", stack: null }],
    origin: { queue: null, topic: "orders", handler: "charge" },
    tries: null,
    diedAt: null,
  });
});

it("reads a panic's goroutine dump as a trace", () => {
  const dump = "panic occurred: boom, stacktrace: \ngoroutine 34 [running]:\nmain.handle()\n\t/app/main.go:12 +0x1d";
  expect(readWatermill(deadLetter({ ...poisoned, reason_poisoned: dump }))?.errors).toMatchObject([{ text: "boom", stack: dump }]);
});

it.each(["reason_poisoned", ...Object.keys(poisoned)])("is silent without %s, which it always writes", (name) => {
  const headers = { ...poisoned, reason_poisoned: "no answer" };
  expect(readWatermill(deadLetter(Object.fromEntries(Object.entries(headers).filter(([other]) => other !== name))))).toBeNull();
});

it("is silent on a live message", () => {
  expect(readWatermill(deadLetter({ _watermill_message_uuid: "1" }))).toBeNull();
});

it("reads a record of Kafka: headers in no order, an empty uuid, no key", () => {
  const record = deadRecord([
    ["subscriber_poisoned", "kafka.Subscriber"],
    ["_watermill_message_uuid", ""],
    ["reason_poisoned", "no answer"],
    ["handler_poisoned", "charge"],
    ["topic_poisoned", "orders"],
  ]);
  expect(readWatermill(record)).toMatchObject({ errors: [{ text: "no answer" }], origin: { queue: "orders", handler: "charge" } });
});

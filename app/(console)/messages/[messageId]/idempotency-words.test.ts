import { expect, test } from "vitest";
import { idempotencyAnswer, meaningOf } from "./idempotency-words";

const one = (state: "processed" | "not_processed" | "unknown", application = "orders", times = 1) => ({
  application,
  consumer: null,
  state,
  at: null,
  lastAt: null,
  times,
  reason: null,
  tables: [],
  tookMs: 1,
});
const answer = (...consumers: ReturnType<typeof one>[]) =>
  idempotencyAnswer({ eventId: "e-1", producedAt: null, askedAt: new Date(0).toISOString(), consumers, stale: null, outboxes: [] });

test.each([
  [[one("not_processed")], "ok", "orders has no row of this event."],
  [
    [one("processed"), one("not_processed", "views")],
    "warn",
    "A replay sends it to all of them: it is skipped only where every consumer has processed it.",
  ],
  [[one("processed"), one("unknown", "views")], "none", "views cannot tell."],
  [[one("processed")], "warn", "A replay skips it, unless somebody who may do so sends it with a reason."],
] as const)("%j is %s: %s", (consumers, tone, text) => {
  expect(answer(...consumers)).toMatchObject({ tone, text });
});

test("what was done twice is said first", () => {
  expect(answer(one("processed", "orders", 2)).title).toBe("It was processed more than once.");
});

test("a consumer that has processed it is safe only where all have", () => {
  const means = (...all: ReturnType<typeof one>[]) => all.map((each) => meaningOf(each, all));
  expect(means(one("processed"), one("processed", "views"))).toEqual(["It is skipped.", "It is skipped."]);
  expect(means(one("processed"), one("not_processed", "views"))).toEqual([
    "It gets the message again: views has not processed it.",
    "It is sent.",
  ]);
  expect(means(one("processed"), one("unknown", "views"))).toEqual([
    "It gets the message again if it is sent: views cannot tell.",
    "Not known.",
  ]);
  expect(answer(one("processed"), one("not_processed", "views")).title).toBe("It was processed by orders, not by views.");
  expect(answer(one("processed"), one("unknown", "views")).title).toBe("It was processed by orders, and perhaps by views.");
});

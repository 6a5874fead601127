import { expect, it } from "vitest";
import { lastTry, newEvidence, recordedTry } from "./evidence.ts";
import type { Attempt, HandlingCount } from "./failure.ts";
import { countAttempts, mergeAttempts } from "./timeline.ts";

const error = { type: "PaymentTimeout", text: "no answer", stack: null };
const at = new Date("2026-11-23T02:49:47Z");

const counted = (count: number) => newEvidence("Wolverine", { tries: { count, source: `attempts ${count}` } });
const told = newEvidence("Spring AMQP", { errors: [error], attempts: lastTry({ error, source: "headers" }) });
const passed = (kind: HandlingCount["kind"], count: number | null) =>
  newEvidence("RabbitMQ", { counts: [{ kind, where: "orders", count, firstAt: at, source: "x-death" }] });

const shape = (attempts: readonly Attempt[]) =>
  attempts.map((one) => (one.kind === "counted" ? `${one.from}-${one.to} counted` : `${one.number ?? (one.last ? "last" : "?")}`));

it("puts the one recorded error at the end of a count", () => {
  const evidences = [counted(5), told];
  expect(countAttempts(evidences)).toBe(5);
  const attempts = mergeAttempts(evidences);
  expect(shape(attempts)).toEqual(["1-4 counted", "5"]);
  expect(attempts[1]).toMatchObject({ error: { type: "PaymentTimeout", text: "no answer" }, last: true });
  expect(shape(mergeAttempts([counted(1), told]))).toEqual(["1"]);
});

it("gives no number to the last of unknown many", () => {
  expect(countAttempts([told])).toBeNull();
  expect(mergeAttempts([told])).toMatchObject([{ kind: "recorded", number: null, last: true }]);
});

it("joins two records of one attempt", () => {
  const timed = newEvidence("Mapped", { attempts: lastTry({ at, where: "orders", source: "failed-at" }) });
  expect(mergeAttempts([timed, told])).toMatchObject([
    { number: null, at, where: "orders", error: { text: "no answer" }, source: "failed-at and headers" },
  ]);
});

it("believes the first that counts: it is the most certain, or the newest", () => {
  expect(countAttempts([counted(2), counted(5)])).toBe(2);
});

it.each<[HandlingCount["kind"], number | null]>([
  ["rejected", 3],
  ["rejected", null],
  ["delivered", 3],
  ["received", 3],
  ["limit", null],
])("makes no attempts of what was %s %s times", (kind, count) => {
  expect(countAttempts([passed(kind, count)])).toBeNull();
  expect(mergeAttempts([passed(kind, count)])).toEqual([]);
  expect(shape(mergeAttempts([passed(kind, count), told]))).toEqual(["last"]);
});

it("does not believe a counter that missed rejections, returns or records", () => {
  expect(countAttempts([passed("rejected", 4), counted(3)])).toBeNull();
  expect(countAttempts([passed("rejected", 3), counted(3)])).toBe(3);
  expect(countAttempts([passed("limit", null), counted(3)])).toBeNull();
  const listed = newEvidence("Sneakers", { attempts: [0, 1].map((after) => recordedTry(after, { error, source: "retry_info" })) });
  expect(countAttempts([listed, counted(1)])).toBeNull();
  expect(shape(mergeAttempts([listed, counted(1)]))).toEqual(["?", "last"]);
});

it("keeps several recorded attempts in their order, with what was only counted around them", () => {
  const listed = newEvidence("Sneakers", {
    attempts: [1, 2].map((after) => recordedTry(after, { error, source: "retry_info" })),
    tries: { count: 5, source: "num_attempts 5" },
  });
  expect(shape(mergeAttempts([listed]))).toEqual(["1-2 counted", "3", "4", "5-5 counted"]);
});

it("holds a count of two thousand million in two entries", () => {
  expect(mergeAttempts([counted(2_000_000_000), told])).toHaveLength(2);
});

it("knows nothing of nothing", () => {
  expect([mergeAttempts([]), countAttempts([])]).toEqual([[], null]);
});

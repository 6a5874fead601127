import { expect, it } from "vitest";
import { countedAttempts, exactAttempt, lastAttempt, newEvidence } from "./evidence.ts";
import type { Attempt } from "./failure.ts";
import { mergeAttempts } from "./timeline.ts";

const error = { type: "PaymentTimeout", text: "no answer", stack: null };
const at = new Date("2026-11-23T02:49:47Z");
const first: Attempt = { ...exactAttempt(1, { at, where: "orders", source: "x-death, first time" }), certainty: "first_only" };

const counted = (count: number, total: number | null = count) =>
  newEvidence("RabbitMQ", { attempts: [first, ...countedAttempts(2, count, "orders", `x-death, count ${count}`)], attemptCount: total });
const told = newEvidence("Spring AMQP", { errors: [error], attempts: lastAttempt({ error, source: "headers" }) });

const shape = (attempts: readonly Attempt[]) => attempts.map(({ from, to, certainty }) => `${from}-${to} ${certainty}`);

it("puts the one exact error at the end of a count", () => {
  const { attempts, attemptCount } = mergeAttempts([counted(5), told]);
  expect(attemptCount).toBe(5);
  expect(shape(attempts)).toEqual(["1-1 first_only", "2-4 count_only", "5-5 exact"]);
  expect(attempts[2]?.error).toEqual({ type: "PaymentTimeout", text: "no answer" });
});

it("joins two records of one attempt", () => {
  const exact = newEvidence("RabbitMQ", { attempts: [exactAttempt(1, { at, where: "orders", source: "x-death" })], attemptCount: 1 });
  expect(mergeAttempts([exact, told])).toMatchObject({
    attemptCount: 1,
    attempts: [{ from: 1, to: 1, at, where: "orders", error: { text: "no answer" }, source: "x-death and headers", certainty: "exact" }],
  });
});

it("sets the error after a rejection that a wait followed", () => {
  const { attempts, attemptCount } = mergeAttempts([newEvidence("RabbitMQ", { attempts: [first] }), told]);
  expect(attemptCount).toBe(2);
  expect(shape(attempts)).toEqual(["1-1 first_only", "2-2 exact"]);
});

it("believes the larger of two counts", () => {
  const inner = newEvidence("MassTransit", { errors: [error], attempts: lastAttempt({ error, source: "MT-Fault" }, 3), attemptCount: 3 });
  const { attempts, attemptCount } = mergeAttempts([counted(5), inner]);
  expect(attemptCount).toBe(5);
  expect(shape(attempts)).toEqual(["1-1 first_only", "2-4 count_only", "5-5 exact"]);
});

it("does not make attempts of receives", () => {
  const received = newEvidence("SQS", { attempts: countedAttempts(1, 3, null, "received 3 times") });
  expect(mergeAttempts([received]).attemptCount).toBeNull();
  const both = mergeAttempts([told, received]);
  expect(both.attemptCount).toBeNull();
  expect(shape(both.attempts)).toEqual(["1-2 count_only", "3-3 exact"]);
});

it("keeps several exact attempts in their order, with what was only counted before them", () => {
  const listed = newEvidence("Sneakers", {
    attempts: [
      ...countedAttempts(1, 3, null, "num_attempts 5"),
      exactAttempt(4, { error, source: "retry_info" }),
      exactAttempt(5, { error, source: "retry_info" }),
    ],
    attemptCount: 5,
  });
  expect(shape(mergeAttempts([listed]).attempts)).toEqual(["1-3 count_only", "4-4 exact", "5-5 exact"]);
});

it("holds a count of two thousand million in three entries", () => {
  expect(mergeAttempts([counted(2_000_000_000), told]).attempts).toHaveLength(3);
});

it("knows nothing of nothing", () => {
  expect(mergeAttempts([])).toEqual({ attempts: [], attemptCount: null });
});

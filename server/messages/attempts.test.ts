import { expect, test } from "vitest";
import { diagnoseMessage } from "../failures/diagnose.ts";
import { deadLetter, death, noRules, type Plain } from "../testing/heads.ts";
import { answerMessage } from "./answer.ts";
import { answerFacts } from "./answer-facts.ts";

const row = {
  state: "dead",
  eventType: "OrderPlaced",
  eventKey: "o-1",
  eventId: null,
  category: "unknown",
  verdict: "unknown",
  others: 0,
  replayCount: 0,
  likeBy: null,
  cameBackAs: null,
  cameBackFrom: null,
  replayTarget: null,
  duplicateOf: null,
  releasedFrom: null,
  capturedAgainAs: null,
  copyInPlay: null,
  version: 1,
  original: null,
  fate: null,
  edited: false,
  watched: null,
  processed: false,
  standing: { is: "quiet", agoMs: 0 },
} as const;

const celery = { lang: "py", task: "charge", id: "1", retries: 0 };
const rejected = (queue: string, count = 1) => death({ queue, count });
const expired = (queue: string, count = 1) => death({ queue, count, reason: "expired" });
const limit = (queue: string) => death({ queue, reason: "delivery_limit" });
const unknown = "how often a consumer tried is not carried.";

interface Case {
  readonly name: string;
  readonly headers: { readonly [name: string]: Plain };
  readonly tries: number | null;
  /** What the title says before the colon. */
  readonly title: string;
  readonly line: string;
}

const cases: readonly Case[] = [
  {
    name: "one rejection, after who knows how many tries in the process",
    headers: { "x-death": [rejected("w")] },
    tries: null,
    title: "failed",
    line: `Rejected once in w; ${unknown}`,
  },
  {
    name: "two queues that rejected, a wait between",
    headers: { "x-death": [rejected("w2"), expired("wait"), rejected("w1")] },
    tries: null,
    title: "failed",
    line: `Rejected 2 times: w1 1, w2 1; ${unknown}`,
  },
  {
    name: "two queues that rejected several times",
    headers: { "x-death": [rejected("w2", 2), rejected("w1", 3)] },
    tries: null,
    title: "failed",
    line: `Rejected 5 times: w1 3, w2 2; ${unknown}`,
  },
  {
    name: "a retry topology by rejection",
    headers: { "x-death": [expired("wait", 4), rejected("w", 4)] },
    tries: null,
    title: "failed",
    line: `Rejected 4 times in w; ${unknown}`,
  },
  {
    name: "a delivery limit before a rejection",
    headers: { "x-death": [rejected("slow"), limit("work")] },
    tries: null,
    title: "failed",
    line: `Rejected once in slow. Returned to work until its delivery limit; ${unknown}`,
  },
  {
    name: "the application's counter, which the waits confirm",
    headers: { "x-death": [rejected("work"), expired("wait-2"), expired("wait-1")], "x-retry-count": 2 },
    tries: 3,
    title: "failed 3 times",
    line: "Of the 3 attempts only the number is known.",
  },
  {
    name: "an expiry, which no consumer need have seen",
    headers: { "x-death": [expired("q2"), expired("q1")], "x-first-death-queue": "q1" },
    tries: null,
    title: "died",
    line: "How often it was tried is unknown: the message does not carry it.",
  },
  {
    name: "Celery on a delivery limit",
    headers: { ...celery, "x-death": [limit("celery")] },
    tries: null,
    title: "died",
    line: `Returned to celery until its delivery limit; ${unknown}`,
  },
  {
    name: "Celery on a delivery limit after retries",
    headers: { ...celery, retries: 3, "x-death": [limit("celery")] },
    tries: null,
    title: "died",
    line: `Returned to celery until its delivery limit; ${unknown}`,
  },
  {
    name: "Celery that rejected more often than it retried",
    headers: { ...celery, "x-death": [rejected("celery", 4)] },
    tries: null,
    title: "failed",
    line: `Rejected 4 times in celery; ${unknown}`,
  },
  {
    name: "Celery that gave up",
    headers: { ...celery, retries: 2 },
    tries: 3,
    title: "failed 3 times",
    line: "Of the 3 attempts only the number is known.",
  },
  {
    name: "MassTransit, which counts within one delivery, after a rejection",
    headers: { "x-death": [rejected("w")], "MT-Fault-ExceptionType": "Shop.A", "MT-Fault-RetryCount": "1" },
    tries: null,
    title: "failed",
    line: `Rejected once in w; ${unknown}`,
  },
  {
    name: "the error of the last try alone",
    headers: { "x-exception-message": "no stock", "x-original-exchange": "shop", "x-original-routingKey": "order.placed" },
    tries: null,
    title: "failed",
    line: "How often it was tried is unknown: the message does not carry it.",
  },
];

test.each(cases)("$name", ({ headers, tries, title, line }) => {
  const diagnosis = diagnoseMessage(deadLetter(headers), noRules);
  expect(diagnosis.attemptCount).toBe(tries);
  const answer = answerMessage(answerFacts(row, diagnosis));
  expect(answer.title.startsWith(`OrderPlaced o-1 ${title}: `)).toBe(true);
  expect(answer.evidence.filter(({ kind }) => kind === "attempts")[0]?.text).toBe(line);
  const numbers = diagnosis.attempts.map((attempt) => (attempt.kind === "recorded" ? attempt.number : attempt.to));
  expect(tries === null ? numbers.every((number) => number === null) : Math.max(...numbers.map(Number)) === tries).toBe(true);
});

test("tries that were counted are told with the rejections beside them", () => {
  const diagnosis = diagnoseMessage(deadLetter({ ...celery, retries: 2, "x-death": [rejected("celery")] }), noRules);
  const lines = answerMessage(answerFacts(row, diagnosis)).evidence.filter(({ kind }) => kind === "attempts");
  expect(lines.map(({ text }) => text)).toEqual(["Of the 3 attempts only the number is known.", "Rejected once in celery."]);
});

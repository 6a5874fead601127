import { expect, test } from "vitest";
import type { Facts, OutboxFact } from "../facts.ts";
import { outboxFailed } from "./outbox-failed.ts";
import { outboxLag } from "./outbox-lag.ts";

const outbox = (more: Partial<OutboxFact>): OutboxFact => ({
  table: "outbox",
  isKnown: true,
  unpublished: 0,
  atLeast: false,
  lagMs: 0,
  lagIsBound: false,
  failed: 0,
  failedAtLeast: false,
  isSilent: false,
  problem: null,
  ...more,
});
const about = (more: Partial<OutboxFact>) => ({
  facts: {
    now: new Date("2026-11-23T12:00:00Z"),
    applications: [
      {
        name: "shop",
        hasDatabase: true,
        isKnown: true,
        away: null,
        lacks: null,
        isPartial: false,
        evidence: null,
        outboxes: [outbox(more)],
      },
    ],
  } as unknown as Facts,
  subjects: [],
  isNarrowed: false,
});
const levels = (more: Partial<OutboxFact>) =>
  [...outboxLag.judge({ params: { seconds: 3_600 }, ...about(more) })].map(({ level }) => level);

test.each([
  ["nothing waits", {}, []],
  ["nothing waits among the newest rows, and older ones were not looked at", { atLeast: true, lagMs: null }, ["unknown"]],
  ["rows wait, nobody knows since when", { unpublished: 3, lagMs: null }, ["unknown"]],
  ["the oldest has waited too long", { unpublished: 3, lagMs: 3_600_000 }, ["over"]],
  ["the oldest is young", { unpublished: 3, lagMs: 600_000 }, []],
  ["the relay is silent, and the oldest is younger than the rule asks", { unpublished: 3, lagMs: 600_000, isSilent: true }, []],
  ["those that are known are young", { unpublished: 9, atLeast: true, lagMs: 600_000, lagIsBound: true }, ["unknown"]],
  [
    "those that are known are young, and the relay is silent",
    { unpublished: 9, atLeast: true, lagMs: 600_000, lagIsBound: true, isSilent: true },
    ["over"],
  ],
  ["one that is known has waited too long", { unpublished: 9, atLeast: true, lagMs: 3_600_000, lagIsBound: true }, ["over"]],
  ["rows without times were seen waiting for too long", { unpublished: 3, lagMs: 3_600_000, lagIsBound: true }, ["over"]],
] as const)("the level where %s", (_name, more, expected) => {
  expect(levels(more)).toEqual(expected);
});

test("its words call a bound a bound", () => {
  const [one] = outboxLag.judge({
    params: { seconds: 300 },
    ...about({ unpublished: 10_000, atLeast: true, lagMs: 1_200_000, lagIsBound: true }),
  });
  expect(outboxLag.words.next(one?.facts ?? {})).toMatch(/^The oldest has waited since 23 Nov 11:40 UTC, or longer\./);
});

test("failed rows that were not looked for are not known to be few", () => {
  const level = (more: Partial<OutboxFact>) => [...outboxFailed.judge({ params: { count: 2 }, ...about(more) })].map((one) => one.level);
  expect(level({ failed: 1 })).toEqual([]);
  expect(level({ failed: 1, failedAtLeast: true })).toEqual(["unknown"]);
  expect(level({ failed: 2, failedAtLeast: true })).toEqual(["over"]);
});

import { expect, test } from "vitest";
import type { Told } from "../port.ts";
import { joinEvidence } from "./join-evidence.ts";
import type { Processed } from "./processed.ts";

const [processed, absent, unknown]: readonly Processed[] = [
  { state: "processed", at: 5, lastAt: 5, times: 1, consumers: ["orders"] },
  { state: "not_processed" },
  { state: "unknown", reason: "away" },
];
const [done, twice, not, silent]: readonly Told[] = [
  { state: "done", at: 7, times: 1 },
  { state: "done", at: 7, times: 2 },
  { state: "not_done" },
  { state: "unknown" },
];

test.each([
  ["both say done", processed, done, { state: "processed", at: 5, times: 1 }],
  ["both say not", absent, not, { state: "not_processed" }],
  [
    "evidence beats an absence, and that is said",
    absent,
    done,
    { state: "processed", at: 7, disagrees: expect.stringContaining("does not hold") },
  ],
  ["evidence knows what a table does not", unknown, done, { state: "processed", at: 7 }],
  ["evidence that it was not done is enough where the table is not known", unknown, not, { state: "not_processed" }],
  [
    "a row without an effect is nobody's knowledge",
    processed,
    not,
    { state: "unknown", disagrees: expect.stringContaining("was not done") },
  ],
  ["no answer is never safe", absent, silent, { state: "unknown", reason: "silence" }],
  ["a row stands without an answer", processed, silent, { state: "processed" }],
  ["the larger count counts", processed, twice, { state: "processed", times: 2, disagrees: expect.stringContaining("once") }],
] as const)("%s", (_, table, told, expected) => {
  expect(joinEvidence(table as Processed, told as Told, "silence")).toMatchObject(expected);
});

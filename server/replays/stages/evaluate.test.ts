import { expect, test } from "vitest";
import type { Policy } from "../policy.ts";
import { evaluate, type Window } from "./evaluate.ts";

const policy: Policy = { observeSeconds: 60, diesWithin: null, replayLimit: 5, stop: { failuresInRow: 3 }, stages: [{ kind: "full" }] };
const quiet: Window = { state: "running", unsent: true, watched: false, failures: [], takenSince: true };
const refused = { code: "broker", data: { text: "too large" } };

test.each<[string, Partial<Window>, string | null]>([
  ["goes on while something is not sent", {}, null],
  ["is observed once all is sent", { unsent: false, watched: true }, "observe"],
  ["is completed at once where nothing can come back", { unsent: false }, "complete"],
  ["is completed when nothing is watched any more", { state: "observing", unsent: false }, "complete"],
  ["stays observed while something is watched", { state: "observing", unsent: false, watched: true }, null],
  ["that a person paused stays paused", { state: "paused", unsent: false }, null],
  ["that was cancelled stays cancelled", { state: "cancelled", unsent: false }, null],
  ["goes on after fewer failures", { failures: [refused, refused], takenSince: false }, null],
  ["goes on where one was taken since", { failures: [refused, refused, refused], takenSince: true }, null],
  ["is paused when all of the newest failed", { failures: [refused, null, null], takenSince: false }, "pause"],
  ["is paused also when those were the last", { unsent: false, watched: true, failures: [null, null, null], takenSince: false }, "pause"],
])("a replay %s", (_, facts, expected) => {
  expect(evaluate({ ...quiet, ...facts }, policy)?.do ?? null).toBe(expected);
});

test("a pause says how many failed, and with what", () => {
  const signal = evaluate({ ...quiet, failures: [refused, null, null], takenSince: false }, policy);
  expect(signal).toEqual({ do: "pause", reason: { code: "failures_in_row", data: { n: 3, last: refused } } });
});

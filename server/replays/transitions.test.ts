import { expect, test } from "vitest";
import { replayState } from "../db/schema/replays.ts";
import { type ReplayState, replayTransitions } from "./transitions.ts";

test("every state can be reached, and none leads to one that is not there", () => {
  const seen = new Set<ReplayState>(["planned"]);
  for (const state of seen) for (const next of replayTransitions[state]) seen.add(next);
  expect([...seen].toSorted()).toEqual([...replayState.enumValues].toSorted());
});

test("an ended replay stays ended", () => {
  expect(replayTransitions.completed).toEqual([]);
  expect(replayTransitions.cancelled).toEqual([]);
});

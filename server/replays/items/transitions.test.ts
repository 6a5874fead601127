import { describe, expect, test } from "vitest";
import { itemState } from "../../db/schema/replays.ts";
import { transitions } from "../../messages/transitions.ts";
import type { ItemState } from "../transitions.ts";
import { type ItemEventKind, itemTransitions, messageStep } from "./transitions.ts";

const kinds = Object.keys(itemTransitions) as ItemEventKind[];
const targets = (kind: ItemEventKind) => Object.keys(itemTransitions[kind].to) as ItemState[];

test("every state is made with an item or follows from one that can be reached", () => {
  const seen = new Set<ItemState>(["selected", "skipped", "held"]);
  for (const state of seen)
    for (const kind of kinds) if (itemTransitions[kind].from.some((from) => from === state)) for (const to of targets(kind)) seen.add(to);
  expect([...seen].toSorted()).toEqual([...itemState.enumValues].toSorted());
});

test("what is not sent can be sent or let go, and nothing follows once it is over", () => {
  const leaves = (state: ItemState) => kinds.filter((kind) => itemTransitions[kind].from.some((from) => from === state));
  expect(leaves("selected")).toEqual(["settled", "settled_release", "lost", "cancelled", "came_back"]);
  expect(leaves("held")).toEqual(["lost", "due", "cancelled"]);
  for (const over of ["skipped", "returned", "came_back"] as const) expect(leaves(over)).toEqual([]);
  // What somebody called not sent may still come back.
  for (const over of ["refused", "cancelled"] as const) expect(leaves(over)).toEqual(["came_back"]);
});

describe("messages can do what their items make them do", () => {
  for (const kind of kinds)
    test(kind, () => {
      for (const to of targets(kind)) {
        const step = messageStep(kind, to);
        if (typeof step === "object" && step !== null) expect(transitions[step.kind].to).toContain(step.state);
        else if (step !== null) expect(transitions[step].to).toHaveLength(1);
      }
    });
});

test("an event that does not lead to a state is a mistake", () => {
  expect(() => messageStep("due", "confirmed")).toThrow("does not become confirmed");
});

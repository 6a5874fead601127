import { expect, test } from "vitest";
import { actionsOf, onPhone } from "./actions";

const one = (state: "dead" | "discarded" | "replaying" | "released", capturedAgainAs: number | null = null) => ({ state, capturedAgainAs });

test("the first action follows the verdict of a dead message", () => {
  expect(actionsOf(one("dead"), "transient")[0]).toBe("replay");
  expect(actionsOf(one("dead"), "unknown")[0]).toBe("replay");
  expect(actionsOf(one("dead"), "poison")[0]).toBe("edit");
});

test("what is not dead is neither replayed nor edited nor discarded", () => {
  expect(actionsOf(one("discarded"), "poison")).toEqual(["restore"]);
  expect(actionsOf(one("replaying"), "transient")).toEqual(["onward"]);
  expect(actionsOf(one("released"), "transient")).toEqual(["restore"]);
  expect(actionsOf(one("released", 7), "transient")).toEqual(["onward", "restore"]);
});

test("a phone discards a poison message first, and never edits one first", () => {
  expect(onPhone(actionsOf(one("dead"), "poison"))).toEqual({ first: "discard", others: ["edit", "replay"] });
  expect(onPhone(actionsOf(one("dead"), "transient"))).toEqual({ first: "replay", others: ["edit", "discard"] });
  expect(onPhone(actionsOf(one("discarded"), "poison"))).toEqual({ first: "restore", others: [] });
});

import { expect, test } from "vitest";
import { actionsOf, onPhone } from "./actions";

test("the first action follows the verdict of a dead message", () => {
  expect(actionsOf("dead", "transient")[0]).toBe("replay");
  expect(actionsOf("dead", "unknown")[0]).toBe("replay");
  expect(actionsOf("dead", "poison")[0]).toBe("edit");
});

test("what is not dead is neither replayed nor edited nor discarded", () => {
  expect(actionsOf("discarded", "poison")).toEqual(["restore"]);
  expect(actionsOf("replaying", "transient")).toEqual(["onward"]);
});

test("a phone discards a poison message first, and never edits one first", () => {
  expect(onPhone(actionsOf("dead", "poison"))).toEqual({ first: "discard", others: ["edit", "replay"] });
  expect(onPhone(actionsOf("dead", "transient"))).toEqual({ first: "replay", others: ["edit", "discard"] });
  expect(onPhone(actionsOf("discarded", "poison"))).toEqual({ first: "restore", others: [] });
});

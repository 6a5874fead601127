import { expect, test } from "vitest";
import { sourceLines } from "./source-lines.ts";

const dead = { state: "dead", cameBackAs: null } as const;
const sent = { state: "replayed", cameBackAs: null } as const;

test.each([
  [{ ...dead, fate: null }, []],
  [{ ...dead, fate: "gone" }, [["warn", expect.stringContaining("A replay would find nothing")]]],
  [{ ...dead, fate: "taken_up" }, [["warn", expect.stringContaining("Somebody retried it")]]],
  [{ ...dead, fate: "done" }, [["ok", expect.stringContaining("it worked")]]],
  [{ ...dead, state: "discarded", fate: "gone" }, [["warn", expect.not.stringContaining("replay")]]],
  [{ ...sent, fate: "done" }, [["ok", "It is done at its source."]]],
  // Nobody knows whether it was done.
  [{ ...sent, fate: "done_or_removed" }, [["none", expect.stringContaining("may also")]]],
  [{ ...sent, cameBackAs: 7, fate: "taken_up" }, []],
] as const)("says what its source says: %j", (facts, lines) => {
  expect(sourceLines(facts).map(({ tone, text }) => [tone, text])).toEqual(lines);
});

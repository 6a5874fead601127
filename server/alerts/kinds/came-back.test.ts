import { expect, test } from "vitest";
import { cameBack } from "./came-back.ts";

const { title, next, ended } = cameBack.words;
const of = { name: "replay 7", n: 3, sent: 120, share: 2, running: true };

test.each([
  ["canary_came_back", "3 of 120 messages of replay 7 came back", "Look at the messages that came back"],
  ["not_sent", "replay 7 has paused itself", "Nothing could be sent for too long. Look at its page"],
  ["canary_unconsumed", "replay 7 has paused itself", "Nobody consumes its canary."],
  ["a_code_of_tomorrow", "replay 7 has paused itself", "Look at its page, then resume or cancel it."],
])("a replay that paused itself with %s says why", (stopped, said, then) => {
  expect(title({ ...of, stopped })).toBe(said);
  expect(next({ ...of, stopped })).toContain(then);
  expect(ended({ ...of, stopped })).toBe("Replay 7 was resumed or cancelled.");
});

test("a replay that goes on, one that is over, and one of an older alert", () => {
  expect(next(of)).toContain("Pause it");
  expect(next({ ...of, running: false })).toContain("Do not replay the rest");
  expect(next({ ...of, stopped: true })).toContain("Look at the messages that came back");
  expect(ended(of)).toBe("Replay 7 is over.");
});

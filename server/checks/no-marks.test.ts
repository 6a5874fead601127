import { expect, test } from "vitest";
import { candidate, lineOf, sendable } from "../testing/candidate.ts";
import { noMarks } from "./no-marks.ts";

test("a plan warns where the broker carries no headers, and the messages are sent", () => {
  expect(lineOf(noMarks, undefined, [candidate({ n: 4, carriesHeaders: false }), candidate({ n: 3 })])).toMatchObject({
    n: 4,
    tone: "warn",
    effect: "send",
    text: "sent without Redrive's headers, for which the broker leaves no room: what comes back is not recognised, and the replay limit cannot be counted",
  });
});

test("the same of a message that fills all headers that its broker takes", () => {
  const full = candidate({ n: 2, facts: { ...sendable, marked: false } });
  expect(lineOf(noMarks, undefined, [full, candidate()])).toMatchObject({ n: 2, effect: "send" });
});

test("nothing is said where headers are carried, where that is not known, and of what is released", () => {
  expect(lineOf(noMarks, undefined, [candidate(), candidate({ carriesHeaders: null })])).toBeNull();
  expect(lineOf(noMarks, undefined, [candidate({ carriesHeaders: false, target: { to: "release" } })])).toBeNull();
});

import { expect, test } from "vitest";
import { candidate, lineOf } from "../testing/candidate.ts";
import { noMarks } from "./no-marks.ts";

test("a plan warns where the broker carries no headers, and the messages are sent", () => {
  expect(lineOf(noMarks, undefined, [candidate({ n: 4, carriesHeaders: false }), candidate({ n: 3 })])).toMatchObject({
    n: 4,
    tone: "warn",
    effect: "send",
    text: "This broker carries no headers: what comes back is not recognised, and the replay limit cannot be counted",
  });
});

test("nothing is said where headers are carried, where that is not known, and of what is released", () => {
  expect(lineOf(noMarks, undefined, [candidate(), candidate({ carriesHeaders: null })])).toBeNull();
  expect(lineOf(noMarks, undefined, [candidate({ carriesHeaders: false, target: { to: "release" } })])).toBeNull();
});

import { expect, test } from "vitest";
import { outcomeParts } from "./outcomes";

test.each([
  [true, [], "presumed ok"],
  [false, [], "not dead again so far"],
  [true, ["orders"], "not dead again so far"],
] as const)("window known: %s, without a consumer: %j, what stayed away is called %s", (windowKnown, unconsumed, label) => {
  const none = {
    waiting: 0,
    held: 0,
    sending: 0,
    observing: 0,
    processed: 0,
    confirmed: 0,
    cameBack: 0,
    failed: 0,
    unknown: 0,
    skipped: 0,
  };
  const counts = { ...none, cancelled: 0, presumedOk: 2 };
  expect(outcomeParts({ counts, release: false, windowKnown, unconsumed })).toMatchObject([{ label, count: 2 }]);
});

import { isValidElement } from "react";
import { expect, test } from "vitest";
import { ReplayState } from "./replay-state";

const none = { waiting: 0, held: 0, sending: 0, observing: 0, processed: 0, confirmed: 0, cameBack: 0, failed: 0, unknown: 0 };
const counts = { ...none, skipped: 0, cancelled: 0, presumedOk: 2 };

test.each([
  [{ windowKnown: true, unconsumed: [] }, {}, ["ok", "Completed"]],
  [{ windowKnown: false, unconsumed: [] }, {}, ["none", "Sent"]],
  [{ windowKnown: true, unconsumed: ["orders"] }, {}, ["warn", "Not consumed"]],
  [{ windowKnown: true, unconsumed: [] }, { cameBack: 1 }, ["warn", "Partly came back"]],
] as const)("a completed replay with %j and %j looks like %j", (known, more, [tone, label]) => {
  const shown = ReplayState({
    replay: { ...known, state: "completed", release: false, observeSeconds: 60, counts: { ...counts, ...more } },
  });
  expect(isValidElement(shown) && shown.props).toMatchObject({ tone, children: label });
});

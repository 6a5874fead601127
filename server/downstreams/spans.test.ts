import { expect, test } from "vitest";
import type { DownstreamState } from "./reading.ts";
import { spansOf } from "./spans.ts";

const at = (minute: number) => new Date(Date.UTC(2026, 10, 23, 12, minute));
const change = (minute: number, to: DownstreamState) => ({ downstream: "bank", at: at(minute), to });
const asked = (until: number) => ({ from: at(10), now: at(60), knownUntil: new Map([["bank", at(until)]]) });

test("a state lasts until the next one, and no longer than what was judged last holds", () => {
  const changes = [change(5, "closed"), change(20, "open")];
  const closed = { downstream: "bank", state: "closed", from: at(10), to: at(20) };
  expect(spansOf(changes, asked(61))).toEqual([closed, { downstream: "bank", state: "open", from: at(20), to: null }]);
  expect(spansOf(changes, asked(30))).toEqual([
    closed,
    { downstream: "bank", state: "open", from: at(20), to: at(30) },
    { downstream: "bank", state: "unknown", from: at(30), to: null },
  ]);
});

test("what was lost before the range is unknown from its beginning; what was unknown stays so", () => {
  const unknown = { downstream: "bank", state: "unknown", from: at(10), to: null };
  expect(spansOf([change(5, "open")], asked(8))).toEqual([unknown]);
  expect(spansOf([change(5, "unknown")], asked(8))).toEqual([unknown]);
});

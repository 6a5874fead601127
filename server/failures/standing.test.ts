import { describe, expect, test } from "vitest";
import { paceWords, type Recent, standingOf, standingWords } from "./standing.ts";

const now = new Date("2026-11-20T03:12:00Z");
const ago = (seconds: number) => new Date(now.getTime() - seconds * 1_000);
const recent: Recent = { lastAt: ago(40), lastKnown: true, ten: 130, isRead: true };

test.each([
  ["a death in the last ten minutes", recent, { is: "failing", ten: 130, agoMs: 40_000 }],
  ["the last moment of the present", { ...recent, lastAt: ago(180) }, { is: "failing", ten: 130, agoMs: 180_000 }],
  ["what has paused for longer", { ...recent, lastAt: ago(181) }, { is: "lately", ten: 130, agoMs: 181_000 }],
  ["a pause in which nobody reads", { ...recent, lastAt: ago(181), isRead: false }, { is: "failing", ten: 130, agoMs: 181_000 }],
  ["the last moment that counts", { ...recent, lastAt: ago(600), ten: 0 }, { is: "lately", ten: 1, agoMs: 600_000 }],
  ["one that says it died later than now", { ...recent, lastAt: ago(-60) }, { is: "failing", ten: 130, agoMs: 0 }],
  ["also where capture has stopped since", { ...recent, isRead: false }, { is: "failing", ten: 130, agoMs: 40_000 }],
  ["ten minutes without one", { ...recent, lastAt: ago(601), ten: 0 }, { is: "quiet", agoMs: 601_000 }],
  ["silence of what nobody reads", { ...recent, lastAt: ago(601), isRead: false }, { is: "unknown", why: "unread", agoMs: 601_000 }],
  ["a capture of an unknown death", { ...recent, lastKnown: false }, { is: "unknown", why: "undated", agoMs: 40_000 }],
  ["nothing new of an unknown death", { ...recent, lastKnown: false, lastAt: ago(900) }, { is: "quiet", agoMs: 900_000 }],
] as const)("%s", (_, facts, standing) => {
  expect(standingOf(facts, now)).toEqual(standing);
});

describe("in words", () => {
  test("a pace names its window; of few their number", () => {
    expect(paceWords({ ten: 130, agoMs: 40_000 })).toBe("13 a minute over 10 min, the last 40 s ago");
    expect(paceWords({ ten: 24, agoMs: 0 })).toBe("2.4 a minute over 10 min, the last just now");
    expect(paceWords({ ten: 3, agoMs: 541_000 })).toBe("3 in 10 min, the last 9 min ago");
  });

  test("what is not known is said to be unknown", () => {
    expect(standingWords({ is: "lately", ten: 75, agoMs: 480_000 })).toBe(
      "Nothing has died this way for 8 min. Before that it was 7.5 a minute over 10 min.",
    );
    expect(standingWords({ is: "quiet", agoMs: 1_320_000 })).toBe("Nothing has died this way for 22 min.");
    expect(standingWords({ is: "unknown", why: "undated", agoMs: 1_000 })).toMatch(
      /^Whether it still fails is not known: .* does not say when/,
    );
  });
});

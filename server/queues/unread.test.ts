import { expect, test } from "vitest";
import { warnOfUnread } from "./unread.ts";

const at = new Date("2026-11-23T03:12:44Z");

test("what expired before it was read is counted, with when that was noticed", () => {
  expect(warnOfUnread({ expired: 1_200, recreated: 0, at })).toMatchObject({
    severity: "bad",
    text: "1,200 messages expired unread (noticed 2026-11-23 03:12 UTC). Its retention is shorter than the time for which capture was away.",
  });
  expect(warnOfUnread({ expired: 1, recreated: 0, at })?.text).toMatch(/^1 message expired unread/);
});

test("a log that was recreated is told, and no number is made up", () => {
  expect(warnOfUnread({ expired: 0, recreated: 1, at })?.text).toBe(
    "It was deleted and recreated, and what was unread in the old one is gone (noticed 2026-11-23 03:12 UTC).",
  );
});

test("nothing lost, nothing said", () => {
  expect(warnOfUnread({ expired: 0, recreated: 0, at: null })).toBeNull();
});

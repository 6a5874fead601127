import { expect, test } from "vitest";
import { subjectHref } from "./subject-href";

test("a subject leads to its page, whatever its name holds; what has none leads nowhere", () => {
  const hrefs = ["replay 7", "alert 3", "queue a b&c\n/d", "channel on call?", "person 4", "breaker of bank"].map(subjectHref);
  expect(hrefs).toEqual([
    "/replays/7",
    "/alerts/3",
    `/messages?filter=${encodeURIComponent('queue:"a b&c\n/d"')}`,
    "/alerts/channels?channel=on%20call%3F",
    "/people",
    "/breakers",
  ]);
  expect(["message ../x", "token 4", "the audit log", "rule any"].map(subjectHref)).toEqual([null, null, null, null]);
});

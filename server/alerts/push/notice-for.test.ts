import { expect, test } from "vitest";
import { acknowledged, noticeWith } from "../../testing/notices.ts";
import { noticeFor } from "./notice-for.ts";

const whole = { told: null, part: null };

test("other numbers alone are no notification", () => {
  const changed = noticeWith({ seq: 2, happened: "changed" });
  expect(noticeFor(whole, changed)).toBeNull();
  expect(noticeFor({ ...whole, told: 1 }, changed)).toBeNull();
});

test("a device that was told hears what follows once; one that was not hears news alone", () => {
  const after = noticeWith(acknowledged);
  expect(noticeFor({ ...whole, told: 1 }, after)).toEqual(after);
  expect(noticeFor({ ...whole, told: 2 }, after)).toBeNull();
  expect(noticeFor(whole, after)).toBeNull();
  expect(noticeFor(whole, noticeWith())).toEqual(noticeWith());
});

test("a part tells its own number and severity, rings first whatever happened, and nothing of who has the rest", () => {
  const part = { n: 2, severity: "warning" } as const;
  const of = noticeWith({ ...acknowledged, rule: "new failure", severity: "critical", url: "https://redrive.example.com/alerts/41" });
  const first = noticeFor({ ...whole, part }, of);
  expect(first).toMatchObject({
    happened: "fired",
    severity: "warning",
    title: "new failure: 2 alerts fire where you may see it",
    url: "https://redrive.example.com/alerts",
    standsFor: 2,
    acts: [],
  });
  expect(JSON.stringify(first)).not.toMatch(/ana|payments/);
  expect(noticeFor({ told: 1, part }, of)).toMatchObject({ happened: "acknowledged" });
  const none = { n: 0, severity: null };
  expect(noticeFor({ ...whole, part: none }, noticeWith())).toBeNull();
  expect(noticeFor({ told: 1, part: none }, of)).toMatchObject({ status: "Over" });
});

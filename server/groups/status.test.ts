import { expect, test } from "vitest";
import { type StatusFacts, statusOf } from "./status.ts";

const now = new Date("2026-11-20T03:12:00Z");
const ago = (minutes: number) => new Date(now.getTime() - minutes * 60_000);
const facts: StatusFacts = {
  now,
  firstSeenAt: ago(3_000),
  lastSeenAt: ago(1),
  triage: "open",
  triagedAt: null,
  mutedUntil: null,
  lastTen: 5,
  hour: 30,
};

test.each<[string, Partial<StatusFacts>, string]>([
  ["steady for days", {}, "ongoing"],
  ["first seen a quarter of an hour ago, however steep", { firstSeenAt: ago(15), lastTen: 900, hour: 900 }, "new"],
  ["first seen within the hour", { firstSeenAt: ago(50) }, "new"],
  ["within the hour and rising", { firstSeenAt: ago(50), lastTen: 300, hour: 400 }, "escalating"],
  ["steady since it began 22 minutes ago", { firstSeenAt: ago(22), lastTen: 160, hour: 342 }, "new"],
  ["three times what came before", { lastTen: 61, hour: 161 }, "escalating"],
  ["not quite three times", { lastTen: 60, hour: 160 }, "ongoing"],
  ["steep, but only a few", { lastTen: 29, hour: 29 }, "ongoing"],
  ["acknowledged stays so while it grows", { triage: "acknowledged", lastTen: 300, hour: 300 }, "acknowledged"],
  ["muted until later", { triage: "muted", mutedUntil: ago(-5), lastTen: 300, hour: 300 }, "muted"],
  ["muting is over", { triage: "muted", mutedUntil: ago(5) }, "ongoing"],
  ["closed after the last death", { triage: "closed", triagedAt: ago(0.5) }, "closed"],
  ["died again after it was closed", { triage: "closed", triagedAt: ago(90) }, "regressed"],
])("%s", (_, given, status) => {
  expect(statusOf({ ...facts, ...given })).toBe(status);
});

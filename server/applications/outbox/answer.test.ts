import { expect, test } from "vitest";
import { answerOutboxes } from "./answer.ts";
import type { OutboxLine } from "./output.ts";

const line = (more: Partial<OutboxLine>): OutboxLine => ({
  schema: "public",
  table: "outbox",
  unpublished: { n: 0, atLeast: false },
  failed: { n: 0, atLeast: false },
  oldestAt: null,
  oldestIsBound: false,
  lagMs: 0,
  publishedAt: null,
  relay: "idle",
  isSampled: false,
  reason: null,
  readsLog: false,
  slot: null,
  slotProblem: null,
  warnings: [],
  untold: [],
  unseen: null,
  removesPublished: false,
  publishes: false,
  refusal: null,
  mayNotPublish: null,
  ...more,
});

const answer = (...lines: readonly Partial<OutboxLine>[]) =>
  answerOutboxes([{ name: "shop", away: null, lastAt: null, outboxes: lines.map(line), problems: [], offers: [] }], 1);

const undated = { unpublished: { n: 3, atLeast: false }, lagMs: null, relay: "unknown" } as const;
const sampledNone = { unpublished: { n: 0, atLeast: true }, lagMs: null, relay: "unknown", isSampled: true } as const;

test.each([
  ["nothing waits", {}, "Every outbox drains."],
  ["rows without a time wait", undated, "3 events of outbox of shop wait. Since when is not known."],
  ["one does", { ...undated, unpublished: { n: 1, atLeast: false } }, "1 event of outbox of shop waits. Since when is not known."],
  ["rows without a time wait, and the relay published lately", { ...undated, relay: "recent" }, "Every outbox drains."],
  ["what waits is young", { unpublished: { n: 3, atLeast: false }, lagMs: 2_000 }, "Every outbox drains."],
  [
    "the oldest is known",
    { unpublished: { n: 3, atLeast: false }, lagMs: 1_200_000 },
    "3 events of outbox of shop have waited for up to 20 min.",
  ],
  [
    "older ones may wait",
    { unpublished: { n: 10_000, atLeast: true }, lagMs: 1_200_000, oldestIsBound: true },
    "10,000+ events of outbox of shop have waited for at least 20 min.",
  ],
  ["none of the newest waits", sampledNone, "The number of unpublished rows is unknown."],
] as const)("the title where %s", (_name, more, title) => {
  expect(answer(more).title).toBe(title);
});

test.each([
  ["every outbox tells it", [{}, {}], "Nothing has failed."],
  ["one table has no such mark", [{}, { failed: null }], "1 outbox does not tell whether rows failed."],
  ["only the newest were looked at", [{ failed: { n: 0, atLeast: true } }], "1 outbox does not tell whether rows failed."],
  ["older rows are not found", [{}, sampledNone], "Nothing waits among the newest 10,000 rows of 1 outbox; no index finds older rows."],
] as const)("whether something failed: %s", (_name, lines, sub) => {
  expect(answer(...lines).sub).toBe(sub);
});

import { expect, test } from "vitest";
import { answerGroup, type GroupAnswerFacts } from "./answer-group.ts";

const now = new Date("2026-11-20T03:12:00Z");
const ago = (minutes: number) => new Date(now.getTime() - minutes * 60_000);
const facts: GroupAnswerFacts = {
  group: {
    id: 1,
    title: "PaymentTimeoutException in PaymentClient.charge",
    verdict: "transient",
    category: "timeout",
    downstream: "payment-gateway",
    origin: "payments.work",
    originWords: "queue payments.work",
    hasError: true,
    queue: "payments.work.dlq",
    source: "shop-eu",
    firstSeenAt: ago(23),
    lastSeenAt: ago(0),
    firstDeathKnown: true,
    lastDeathKnown: true,
    status: "escalating",
    mutedUntil: null,
    triagedBy: null,
    triagedAt: null,
    assignee: null,
    note: null,
    open: 3118,
    total: 3118,
    hour: 3118,
    hourUndated: 0,
    perMinute: 136.4,
    spark: [],
    dayUndated: 0,
    replay: null,
  },
  eventType: "OrderPlaced",
  because: "The error is PaymentTimeoutException.",
  spread: {
    of: 1000,
    fewestAttempts: 5,
    mostAttempts: 5,
    unknownAttempts: 0,
    keys: 812,
    withoutKey: 3,
    cameBack: 0,
    edited: 0,
    duplicates: 0,
  },
  standing: { is: "failing", ten: 1_364, agoMs: 1_000 },
  now,
};
const told = (more: Partial<GroupAnswerFacts["group"]>, spread: Partial<GroupAnswerFacts["spread"]> = {}, standing = facts.standing) =>
  answerGroup({ ...facts, standing, group: { ...facts.group, ...more }, spread: { ...facts.spread, ...spread } });

test("what fails, how many are dead, what it rests on", () => {
  const { title, lines } = told({});
  expect(title).toBe(
    "Still failing, 136 a minute over 10 min, the last just now: payment-gateway does not answer in time. 3,118 messages are dead.",
  );
  expect(lines.map(({ kind }) => kind)).toEqual(["rate", "verdict", "status", "attempts", "keys"]);
  expect(lines[1]?.text).toBe("Transient: a replay works once payment-gateway is healthy. The error is PaymentTimeoutException.");
  expect(lines[0]?.text).toBe("3,118 in the last hour.");
  expect(lines[3]?.text).toBe("Of the newest 1,000: tried 5 times each.");
});

test("nothing is dead any more", () => {
  const { title, lines } = told(
    {
      open: 0,
      hour: 0,
      perMinute: 0,
      lastSeenAt: ago(2_880),
      status: "closed",
      triagedBy: { kind: "person", name: "local" },
      triagedAt: ago(60),
    },
    { of: 0 },
    { is: "quiet", agoMs: 172_800_000 },
  );
  expect(title).toBe("Nothing of this group is dead. 3,118 messages died of it, the last 2 d ago.");
  expect(lines.map(({ text }) => text)).toEqual([
    "Nothing has died this way for 2 d.",
    "Closed 1 h ago by local. The next death opens it again.",
  ]);
});

test("messages without an error died, and nothing says that they failed with the same one", () => {
  const bare = { hasError: false, verdict: "unknown", category: "unknown", downstream: null, title: "No error recorded" } as const;
  expect(told(bare).title).toMatch(
    /just now: OrderPlaced died without a recorded error in payments\.work\.dlq\. 3,118 messages are dead\.$/,
  );
  expect(told({ ...bare, open: 0, lastSeenAt: ago(2_880) }).title).toBe(
    "Nothing of this group is dead. 3,118 messages died without a recorded error, the last 2 d ago.",
  );
});

test("what is not carried is unknown", () => {
  const { lines } = told({ verdict: "unknown" }, { fewestAttempts: null, mostAttempts: null, unknownAttempts: 1000, keys: 0 });
  expect(lines.map(({ text }) => text).join(" ")).toContain("nothing that they carry says whether a replay would work");
  expect(lines.find(({ kind }) => kind === "attempts")?.text).toBe(
    "Of the newest 1,000: how often they were tried is unknown: they do not carry it.",
  );
  expect(told({ open: 900 }).lines.find(({ kind }) => kind === "attempts")?.text).toBe("Tried 5 times each.");
  expect(lines.some(({ kind }) => kind === "keys")).toBe(false);
});

test("a group that came back, a muted one, comebacks and duplicates are said", () => {
  expect(told({ status: "regressed", triagedBy: { kind: "person", name: "ops" }, triagedAt: ago(120) }).lines[2]?.text).toBe(
    "It was closed 2 h ago by ops, and came back.",
  );
  expect(told({ status: "muted", triagedBy: { kind: "person", name: "ops" }, mutedUntil: ago(-30) }).lines[2]?.text).toBe(
    "Muted by ops for another 30 min.",
  );
  const kinds = told({}, { cameBack: 2, duplicates: 1 }).lines.map(({ kind }) => kind);
  expect(kinds).toEqual(expect.arrayContaining(["lineage", "duplicates"]));
});

test("an unknown death is not told as one", () => {
  const rate = told({ hourUndated: 7 }).lines.find(({ kind }) => kind === "rate");
  expect(rate?.text).toMatch(/3,118 in the last hour; 7 of these by capture, since their death is not known\.$/);
  expect(told({ open: 0, lastDeathKnown: false, lastSeenAt: ago(5) }).title).toMatch(/the last 5 min ago or before\.$/);
});

test("a group that has killed nothing for ten minutes is quiet, and its cause is told in the past", () => {
  const healed = { lastSeenAt: ago(22), perMinute: 0, hour: 40 };
  const { title, lines } = told(healed, {}, { is: "quiet", agoMs: 22 * 60_000 });
  expect(title).toBe("Quiet for 22 min: payment-gateway did not answer in time. 3,118 messages are dead.");
  expect(lines[0]).toMatchObject({ tone: "none", text: "40 in the last hour." });
});

test("silence of a queue that is not read, and a newest message without its death, say nothing", () => {
  const unread = told({ lastSeenAt: ago(22), hour: 0 }, {}, { is: "unknown", why: "unread", agoMs: 22 * 60_000 });
  expect(unread.title).toBe("It may still fail: payment-gateway did not answer in time. 3,118 messages are dead.");
  expect(unread.lines[0]?.text).toBe(
    "Whether it still fails is not known: its queue is not being read, and the last known death is 22 min old.",
  );
  const undated = told({ lastSeenAt: ago(1), lastDeathKnown: false }, {}, { is: "unknown", why: "undated", agoMs: 60_000 });
  expect(undated.lines[0]?.text).toContain("captured 1 min ago, and does not say when it died.");
});

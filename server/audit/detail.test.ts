import { expect, test } from "vitest";
import { detailWords } from "./detail.ts";

const filter = { filter: "queue:orders.dlq age:>1h", asOf: "2026-11-23T10:00:05.120Z" };
const outcomes = [
  { state: "presumed_ok", code: null, n: 1_100 },
  { state: "observing", code: null, n: 20 },
  { state: "selected", code: null, n: 30 },
  { state: "skipped", code: "not_dead", n: 2 },
];

test.each([
  [
    { act: "start", selection: "dead messages, queue orders.dlq", total: 3_118, target: { to: "failed_queue" }, rate: 50 },
    "dead messages, queue orders.dlq; 3,118 messages; to the queue that each failed in; at 50 a second.",
  ],
  [
    { act: "start", selection: "Message 7", total: 1, target: { to: "queue", queue: "orders" }, rate: null },
    "Message 7; 1 message; to orders; as fast as the broker confirms.",
  ],
  [{ act: "sign in", by: "with a password" }, "with a password."],
  [{ act: "give", role: "operator", sources: ["*"], queues: ["orders.*", "a"] }, "the role operator in the queues orders.*, a."],
  [{ act: "take", role: "admin", sources: ["*"], queues: ["*"] }, "the role admin everywhere."],
  [{ act: "revoke", sessions: 2 }, "2 sessions."],
  [{ act: "rate", from: null, rate: 10 }, "from no limit to 10 a second."],
  [{ act: "pause", outcomes }, "1,120 sent, 30 waiting, 2 skipped."],
  [
    { act: "pause", outcomes: [...outcomes, { state: "came_back", code: null, n: 80 }] },
    "1,200 sent (80 came back), 30 waiting, 2 skipped.",
  ],
  [{ act: "pause", outcomes: [{ state: "came_back", code: null, n: 3 }] }, "3 sent (3 came back)."],
  [
    { act: "pause", outcomes, reason: { code: "failures_in_row", data: { n: 20, last: { code: "broker", data: { text: "NO_ROUTE" } } } } },
    "1,120 sent, 30 waiting, 2 skipped; The last 20 were not sent: NO_ROUTE.",
  ],
  [
    { act: "discarded", bulk: 3, selection: filter, unread: 1 },
    /^all that matched dead messages, queue orders\.dlq.*, as of 2026-11-23 10:00:05 UTC; 1 message may match/,
  ],
  [{ act: "restored", skipped: { replaying: 2, deleted: 1 } }, "not: 2 in a replay, 1 deleted in the meantime."],
  [{ act: "complete", changed: 29_999, skipped: { discarded: 1 }, total: 30_000 }, "29,999 of 30,000 changed; not: 1 discarded already."],
  [{ act: "cancel", changed: 10_000, skipped: {}, total: 30_000 }, "10,000 of 30,000 changed."],
  [{ act: "edited", reason: "typo", version: 3, changes: { head: true, body: true } }, "version 3 with another body and headers."],
  [
    { act: "edited", version: 2, changes: { head: false, body: true }, topic: "orders", place: "partition 0, offset 7" },
    "version 2 with another body; the original from orders, partition 0, offset 7.",
  ],
  [{ act: "mute", until: "2026-11-23T18:00:00.000Z" }, "until 2026-11-23 18:00:00 UTC."],
  [{ act: "assign", assignee: "dev" }, "to dev."],
  [{ act: "assign", assignee: null }, "to nobody."],
  [{ act: "note", note: "the gateway again" }, "“the gateway again”."],
  [{ act: "note", note: null }, "the note was taken away."],
  [{ act: "decide", sent: true, items: 12 }, "12 messages counted as sent."],
  [{ act: "decide", sent: false, items: 1 }, "1 message made dead again."],
  [
    {
      act: "purge",
      parts: [
        { part: "0", before: "120" },
        { part: "1", before: "7" },
      ],
    },
    "partition 0 before 120, partition 1 before 7.",
  ],
  [
    { act: "purged", parts: [{ part: "0", before: "120", state: "unknown", reason: "no answer." }] },
    "partition 0 before 120, unknown: no answer.",
  ],
  [{ act: "purged", refused: "Something came. Nothing was removed." }, "Something came. Nothing was removed."],
  [{ act: "read_again", older: 867 }, "up to 867 records that this database does not hold."],
  [{ act: "leave_out", older: 1 }, "up to 1 record that this database does not hold."],
  [{ act: "imported", imported: 3, failed: 1 }, "3 imported, 1 failed again."],
  [{ act: "override", downstream: "bank" }, "the breaker of bank."],
  [{ act: "push", instance: "pod-1", states: ["payments: open", "cards: closed"] }, "pod-1: payments: open, cards: closed."],
  [
    { act: "silence", until: "2026-11-23T18:00:00.000Z", queues: ["shop/a", "shop/b*"] },
    "in the queues shop/a, shop/b*; until 2026-11-23 18:00:00 UTC.",
  ],
  [{ act: "send again", channel: "oncall", alert: 7, was: "failed" }, "of alert 7 by oncall."],
  [{ act: "own", team: "payments" }, "to payments."],
  [{ act: "own", team: null }, "to nobody."],
  [{ act: "tested", said: "Slack: the token was revoked." }, "Slack: the token was revoked."],
  [{ act: "add device", host: "push.example.com", takenFrom: 3 }, "which is told through push.example.com; which person 3 had."],
  [{ act: "expired", alerts: 1, changes: 2_500, alertDays: 30 }, "1 alert and 2,500 changes, older than 30 days."],
  [
    { act: "save rule", before: null, after: { severity: "error", where: { queues: ["a"] }, runbook: null } },
    'new: severity error, where.queues ["a"].',
  ],
  [
    {
      act: "save rule",
      before: { severity: "info", params: { n: 5 }, tells: null },
      after: { severity: "error", params: { n: 5 }, tells: ["oncall"] },
    },
    'severity from info to error, tells from none to ["oncall"].',
  ],
  [{ act: "save owner", before: { team: "a" }, after: { team: "a" } }, "nothing changed."],
] as const)("%j", (data, words) => {
  if (typeof words === "string") expect(detailWords(data)).toBe(words);
  else expect(detailWords(data)).toMatch(words);
});

test("what is not noted, or is of another shape, is left out", () => {
  for (const data of [
    null,
    {},
    { act: "pause" },
    { selection: 7, rate: undefined, outcomes: [7, { state: 1 }], skipped: [], target: "x", parts: {} },
  ])
    expect(detailWords(data)).toBeNull();
});

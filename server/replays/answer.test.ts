import { describe, expect, test } from "vitest";
import { answerPlan, answerReplays, answerReplay } from "./answer.ts";
import type { OutcomeCounts } from "./outcome-counts.ts";

const none: OutcomeCounts = {
  waiting: 0,
  held: 0,
  sending: 0,
  observing: 0,
  presumedOk: 0,
  processed: 0,
  confirmed: 0,
  cameBack: 0,
  failed: 0,
  unknown: 0,
  skipped: 0,
  cancelled: 0,
};
const to = (words: string) => ({ words, release: false, nowhere: [] });

/** No downstream holds any of it. */
const free = { held: 0, heldBy: null, trials: 0 };

test("a plan counts what it leaves out", () => {
  expect(answerPlan({ ...free, sendable: 3_071, skipped: 47, atMost: false, failing: 0 }, null, to("payments.work")).title).toBe(
    "3,071 of 3,118 can be replayed to payments.work.",
  );
});

test("where a sample says that fewer may go, a plan gives the bound", () => {
  const plan = { ...free, sendable: 900, skipped: 0, atMost: true, failing: 0 };
  expect(answerPlan(plan, null, to("q")).title).toBe("At most 900 of 900 can be replayed to q.");
});

test("a plan says what a half-open downstream is tried with at once, and what waits", () => {
  const plan = {
    sendable: 60,
    skipped: 0,
    atMost: false,
    failing: 0,
    held: 60,
    trials: 5,
    heldBy: "bank is half-open",
  };
  const titleOf = (of: Partial<typeof plan>) => answerPlan({ ...plan, ...of }, null, to("q")).title;
  expect(titleOf({})).toBe("Not now: bank is half-open, so they wait; up to 5 of them are sent as trials now.");
  expect(titleOf({ held: 20, trials: 1 })).toBe("Not now: bank is half-open, so 20 of 60 wait; up to 1 of them is sent as trials now.");
  expect(titleOf({ heldBy: "bank is open", trials: 0 })).toBe("Not now: bank is open, so they wait.");
  expect(titleOf({ heldBy: "Number 5 waits for 4, which is dead here.", trials: 0 })).toBe(
    "Not now: Number 5 waits for 4, which is dead here, so they wait.",
  );
});

test("a plan of nothing, and of nothing that can be sent", () => {
  expect(answerPlan({ ...free, sendable: 0, skipped: 0, atMost: false, failing: 0 }, null, to("q")).title).toBe(
    "There is nothing to replay.",
  );
  expect(answerPlan({ ...free, sendable: 0, skipped: 2, atMost: false, failing: 0 }, null, to("q")).title).toBe(
    "None of the 2 messages can be replayed.",
  );
});

test("a release is not called a replay", () => {
  const release = { words: "the dead-letter queue that each came from", release: true, nowhere: [] };
  expect(answerPlan({ ...free, sendable: 2, skipped: 0, atMost: false, failing: 0 }, null, release).title).toBe(
    "2 messages can be released to the dead-letter queue that each came from.",
  );
  expect(answerPlan({ ...free, sendable: 0, skipped: 2, atMost: false, failing: 0 }, null, release).title).toBe(
    "None of the 2 messages can be released.",
  );
});

test("a plan to where nobody receives says so, and not that it can be replayed", () => {
  const plan = { ...free, sendable: 0, skipped: 3, atMost: false, failing: 0 };
  expect(answerPlan(plan, null, { ...to("orders.wrk"), nowhere: ["orders.wrk"] }).title).toBe(
    "Nobody would receive them: there is no queue behind orders.wrk.",
  );
});

test("a plan says first whether it still fails", () => {
  const plan = { ...free, sendable: 498, skipped: 0, atMost: false, failing: 498 };
  const failing = { is: "failing", ten: 130, agoMs: 40_000 } as const;
  expect(answerPlan(plan, failing, to("orders.work"))).toEqual({
    title: "Not now: they still fail, 13 a minute over 10 min, the last 40 s ago.",
    sub: "498 messages can be replayed to orders.work. Nothing is sent until you start it. The selection is frozen when you do.",
  });
  expect(answerPlan({ ...free, ...plan, failing: 44 }, { ...failing, ten: 3 }, to("q")).title).toBe(
    "Not now: 44 of 498 still fail, 3 in 10 min, the last 40 s ago.",
  );
  expect(answerPlan({ ...free, ...plan, failing: 0 }, { is: "quiet", agoMs: 1_320_000 }, to("q")).title).toBe(
    "Nothing has died this way for 22 min: 498 messages can be replayed to q.",
  );
  expect(answerPlan({ ...free, ...plan, failing: 0 }, { is: "unknown", why: "unread", agoMs: 1_320_000 }, to("q")).sub).toMatch(
    /^Whether it still fails is not known: its queue is not being read/,
  );
});

const watch = {
  stage: null,
  canary: null,
  unstable: [],
  waits: null,
  release: false,
  perSecond: null,
  observeSeconds: 240,
  windowKnown: true,
  targetWords: "orders.work",
  unconsumed: [],
  standing: null,
  asking: false,
  unread: null,
  unwatched: null,
  lateSeconds: null,
};

test("a replay whose canary came back from an unstable downstream says that this counts for no limit, and what it waits for", () => {
  const facts = {
    ...watch,
    state: "running",
    counts: { ...none, waiting: 95, cameBack: 5 },
    stage: { kind: "canary", watched: true, rate: null },
    canary: { taken: 5, watched: 0, cameBack: 5, tried: ["bank"] },
  } as const;
  const said = "5 of 100 sent, 5 came back. Its canary came back while bank was not stable, so that counts for no limit.";
  expect(answerReplay({ ...facts, unstable: ["bank", "mail"] })).toBe(`${said} Another is chosen once bank is stable.`);
  expect(answerReplay(facts)).toBe(`${said} bank is stable again: another is chosen within seconds, or as soon as a message can be sent.`);
});

test.each([
  ["running", { ...none, waiting: 1000, observing: 500 }, { perSecond: 10 }, "500 of 1,500 sent. About 100 s left."],
  ["running", { ...none, waiting: 5 }, {}, "0 of 5 sent."],
  ["paused", { ...none, waiting: 7, failed: 20 }, {}, "0 of 27 sent, 20 not taken by the broker. Paused with 7 to send."],
  [
    "observing",
    { ...none, observing: 3, cameBack: 1 },
    {},
    "4 of 4 sent, 1 came back. 3 are still watched, for 4 min after each was sent.",
  ],
  [
    "observing",
    { ...none, observing: 1, unknown: 1 },
    {},
    "1 of 2 sent, 1 unknown. 1 is still watched, for 4 min after it was sent. The unknown ones wait for your decision.",
  ],
  ["running", { ...none, held: 2, observing: 1 }, {}, "1 of 3 sent, 2 held."],
  [
    "running",
    { ...none, waiting: 2, observing: 1 },
    { waits: { for: "SQS throttles its callers (RequestThrottled).", since: new Date(0), until: new Date(1) } },
    "1 of 3 sent. Nothing can be sent at the moment: SQS throttles its callers (RequestThrottled).",
  ],
  [
    "completed",
    { ...none, presumedOk: 3, unknown: 1 },
    {},
    "3 of 4 sent, 1 unknown. 3 did not come back within 4 min. The unknown ones wait for your decision.",
  ],
  [
    "observing",
    { ...none, observing: 3, unknown: 1 },
    { asking: true },
    "3 of 4 sent, 1 unknown. 3 are still watched, for 4 min after each was sent. The broker is asked whether the unknown ones arrived. You may decide about those that have waited for 10 min.",
  ],
  ["cancelled", { ...none, presumedOk: 3, cancelled: 9 }, {}, "3 of 12 sent. Cancelled: 9 stay dead. 3 did not come back within 4 min."],
  ["completed", { ...none, presumedOk: 998, skipped: 2 }, {}, "998 of 1,000 sent, 2 skipped. 998 did not come back within 4 min."],
  [
    "completed",
    { ...none, presumedOk: 153, cameBack: 103 },
    { lateSeconds: 100 },
    "256 of 256 sent, 103 came back. 153 did not come back within 4 min. The last came back 100 s after the watch had ended.",
  ],
  [
    "completed",
    { ...none, presumedOk: 7 },
    { observeSeconds: 60, windowKnown: false },
    "7 of 7 sent. 7 did not come back within 60 s. How long this failure takes is not known, so some still may.",
  ],
  ["completed", { ...none, confirmed: 7 }, {}, "7 of 7 sent. 7 carry no mark of Redrive: whether they died again is not known."],
  ["completed", { ...none, confirmed: 7 }, { release: true }, "7 of 7 sent."],
  [
    "observing",
    { ...none, observing: 2 },
    { unconsumed: ["orders.work"] },
    "Nobody consumes orders.work, so nothing is proven yet. 2 of 2 sent. 2 are still watched, for 4 min after each was sent.",
  ],
  [
    "completed",
    { ...none, presumedOk: 2 },
    { unconsumed: ["orders.work"] },
    "No consumer of orders.work was seen, so nothing is proven. 2 of 2 sent. 2 did not come back within 4 min.",
  ],
  [
    "observing",
    { ...none, observing: 40 },
    { standing: { places: ["orders.work"], n: 40 } },
    "40 messages wait in orders.work, no fewer than when the last was sent, so nothing is proven yet. 40 of 40 sent. 40 are still watched, for 4 min after each was sent.",
  ],
  [
    "observing",
    { ...none, observing: 2, presumedOk: 5 },
    { unconsumed: ["orders.work", "mail.work"] },
    "Nobody consumes orders.work and mail.work, so nothing more is proven. 7 of 7 sent. 2 are still watched, for 4 min after each was sent. 5 did not come back within 4 min.",
  ],
  [
    "completed",
    { ...none, confirmed: 1, presumedOk: 4 },
    { unwatched: { code: "watch_stopped", data: { by: "Ann", reason: "seen in their log" } } },
    "Ann stopped the watch (seen in their log), so nothing more is proven. 5 of 5 sent. 4 did not come back within 4 min. 1 was not watched to its end: whether it died again is not known.",
  ],
  ["running", { ...none, waiting: 2 }, { unconsumed: ["orders.work"] }, "0 of 2 sent."],
  [
    "observing",
    { ...none, observing: 2 },
    { unread: "orders.dlq" },
    "Redrive has not read orders.dlq to its end since the messages were sent, so nothing is proven yet. 2 of 2 sent. 2 are still watched, for 4 min after each was sent.",
  ],
] as const)("a %s replay says what was sent, and what is known of it", (state, counts, facts, told) => {
  expect(answerReplay({ ...watch, ...facts, state, counts })).toBe(told);
});

describe("the list of replays", () => {
  const quiet = { running: 0, paused: 0, observing: 0, total: 4, endedThisWeek: 0, undecided: [], live: [] };
  const live = (id: number, state: "running" | "paused", counts = {}) => ({ id, state, counts: { ...none, ...counts } });

  test("nothing yet, all quiet, quiet this week", () => {
    expect(answerReplays({ ...quiet, total: 0 })).toEqual({ title: "Nothing has been replayed yet.", sub: null });
    expect(answerReplays(quiet)).toEqual({ title: "No replay is running.", sub: null });
    expect(answerReplays({ ...quiet, observing: 1 }).title).toBe("1 replay is sent and still watched.");
    expect(answerReplays({ ...quiet, endedThisWeek: 6 }).sub).toBe("6 ended in the last 7 days.");
  });

  test("one that runs is told with its outcome, one that is paused too", () => {
    const counts = { waiting: 52, observing: 87, cameBack: 2 };
    expect(answerReplays({ ...quiet, running: 1, live: [live(142, "running", counts)] }).title).toBe(
      "rpl-142 is running: 89 of 141 sent, 2 came back.",
    );
    expect(answerReplays({ ...quiet, paused: 1, live: [live(7, "paused", { waiting: 3 })] }).title).toBe("rpl-7 is paused: 0 of 3 sent.");
  });

  test("several are counted", () => {
    const facts = { ...quiet, running: 1, paused: 2, live: [live(9, "running"), live(8, "paused"), live(7, "paused")] };
    expect(answerReplays(facts).title).toBe("1 replay is running, 2 are paused.");
  });

  test("a decision that waits is never left out", () => {
    const undecided = [{ id: 137, n: 3 }];
    expect(answerReplays({ ...quiet, undecided }).title).toBe("3 messages of rpl-137 need your decision.");
    expect(answerReplays({ ...quiet, running: 1, live: [live(142, "running", { waiting: 1 })], endedThisWeek: 6, undecided }).sub).toBe(
      "6 ended in the last 7 days. 3 messages of rpl-137 need your decision.",
    );
    expect(answerReplays({ ...quiet, undecided: [...undecided, { id: 4, n: 1 }] }).title).toBe(
      "4 messages of 2 replays need your decision.",
    );
  });
});

test("a plan that waits for a downstream says so first", () => {
  const plan = { ...free, sendable: 3, skipped: 0, atMost: false, failing: 0, held: 3, heldBy: "bank is open." };
  const target = { words: "orders", release: false, nowhere: [] };
  expect(answerPlan(plan, { is: "quiet", agoMs: 60_000 }, target)).toMatchObject({
    title: "Not now: bank is open, so they wait.",
    sub: expect.stringContaining("3 messages can be replayed to orders."),
  });
  expect(answerPlan({ ...plan, held: 2 }, null, target).title).toBe("Not now: bank is open, so 2 of 3 wait.");
  expect(answerPlan({ ...plan, sendable: 1, held: 1 }, null, target).title).toBe("Not now: bank is open, so it waits.");
});

import { expect, test } from "vitest";
import { judgeRelay, lagOf, type Reading, silentMs, slotProblems } from "./reading.ts";
import { slotOf } from "./read-slots.ts";

const now = 1_764_500_000_000;
const read = (more: Partial<Extract<Reading, { state: "read" }>>) =>
  ({
    state: "read",
    now,
    unpublished: { n: 3, atLeast: false },
    oldestAt: now - silentMs,
    oldestIsBound: false,
    failed: null,
    publishedAt: null,
    knowsPublished: true,
    isSampled: false,
    ...more,
  }) as const;

test.each([
  ["nothing waits", { unpublished: { n: 0, atLeast: false } }, "idle"],
  ["nothing waits among the newest", { unpublished: { n: 0, atLeast: true }, isSampled: true }, "unknown"],
  ["something was published lately", { publishedAt: now - 1_000 }, "recent"],
  ["nothing was published while something waits", { publishedAt: now - silentMs }, "silent"],
  ["nobody knows when something was published", { knowsPublished: false }, "unknown"],
  ["what waits is young", { oldestAt: now - 1_000 }, "unknown"],
  ["nobody knows since when it waits", { oldestAt: null }, "unknown"],
] as const)("%s", (_name, more, relay) => {
  expect(judgeRelay(read(more))).toBe(relay);
});

test.each([
  ["nothing waits", { unpublished: { n: 0, atLeast: false }, oldestAt: null }, 0],
  ["nothing waits among the newest", { unpublished: { n: 0, atLeast: true }, oldestAt: null }, null],
  ["the table has no times", { oldestAt: null }, null],
  ["the oldest is known", {}, silentMs],
] as const)("the lag where %s", (_name, more, lagMs) => {
  expect(lagOf(read(more))).toBe(lagMs);
});

/** As Postgres 16 and 17 tell them, with Debezium 3.6. */
const healthy = { slot_name: "debezium", active: true, wal_status: "reserved", safe_wal_size: null, inactive_since: null };

test.each([
  ["none", [], "no logical replication slot"],
  ["lost", [{ ...healthy, active: false, wal_status: "lost" }], "is lost"],
  ["unreserved", [{ ...healthy, wal_status: "unreserved", safe_wal_size: 0 }], "about to be lost"],
  ["near its limit", [{ ...healthy, wal_status: "extended", safe_wal_size: 1_000_000 }], "about to be lost"],
  [
    "inactive for long",
    [{ ...healthy, active: false, inactive_since: new Date(now - silentMs).toISOString() }],
    "No connector reads slot debezium",
  ],
  ["inactive, on a server that does not say since when", [{ ...healthy, active: false }], "No connector reads slot debezium"],
] as const)("a slot: %s", (_name, slots, words) => {
  expect(
    slotProblems(
      slots.map((slot) => slotOf(slot, "41600000")),
      now,
    ).join(" "),
  ).toContain(words);
});

test("an idle slot that seems far behind is healthy: other tables write the log too", () => {
  expect(
    slotProblems(
      [slotOf(healthy, "41600000"), slotOf({ ...healthy, active: false, inactive_since: new Date(now - 1_000).toISOString() }, null)],
      now,
    ),
  ).toEqual([]);
});

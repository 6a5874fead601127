import { expect, test } from "vitest";
import { judgeRelay, lagOf, type Reading, readingOfSlots, silentMs, slotProblem, type Slots } from "./reading.ts";
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
const told = (...slots: readonly (typeof healthy | Readonly<Record<string, unknown>>)[]) => ({
  now,
  isReplica: false,
  all: slots.map((slot) => slotOf(slot, { behind: "41600000", most: "1000000000" })),
});
const problemOf = (slots: Slots, wanted: string | null = null) => {
  const reading = readingOfSlots(slots, wanted);
  return reading.state === "log" ? slotProblem(reading) : reading.state;
};

test.each([
  ["none", told(), "The database has no logical replication slot: no connector reads the outbox from its log."],
  [
    "lost",
    told({ ...healthy, active: false, wal_status: "lost" }),
    "Slot debezium is lost: events that were not read are gone for the connector.",
  ],
  ["unreserved", told({ ...healthy, wal_status: "unreserved", safe_wal_size: 0 }), expect.stringContaining("about to be lost")],
  ["near its limit", told({ ...healthy, wal_status: "extended", safe_wal_size: 99_000_000 }), expect.stringContaining("about to be lost")],
  ["far from its limit", told({ ...healthy, wal_status: "extended", safe_wal_size: 101_000_000 }), null],
  [
    "inactive for long",
    told({ ...healthy, active: false, inactive_since: new Date(now - silentMs).toISOString() }),
    "No connector reads slot debezium.",
  ],
  ["inactive for a moment", told({ ...healthy, active: false, inactive_since: new Date(now - 1_000).toISOString() }), null],
  ["idle, and seemingly far behind: other tables write the log too", told(healthy), null],
])("the only slot: %s", (_name, slots, problem) => {
  expect(problemOf(slots)).toEqual(problem);
});

test("of several slots only a named one is judged, and on a replica none", () => {
  const analytics = { ...healthy, slot_name: "analytics", active: false, inactive_since: new Date(now - silentMs).toISOString() };
  const both = told(analytics, healthy);
  expect(readingOfSlots(both, null)).toEqual({
    state: "unknown",
    reason: "The database has 2 logical replication slots (analytics and debezium): name the connector's as slot, beside the preset.",
  });
  expect(problemOf(both, "debezium")).toBe(null);
  expect(problemOf(both, "analytics")).toBe("No connector reads slot analytics.");
  expect(problemOf(told({ ...healthy, slot_name: "analytics" }), "debezium")).toContain("no logical replication slot debezium");
  expect(problemOf({ ...told(), isReplica: true })).toBe("unknown");
});

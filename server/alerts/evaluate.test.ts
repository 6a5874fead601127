import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { alertModel, levelOf } from "../testing/alert-model.ts";
import { at, dead, deep, factsOf, groupOf, queue, world } from "../testing/alert-world.ts";
import type { GroupFact } from "./facts.ts";
import { defaultRules } from "./default-rules.ts";
import { everywhere, type Rule } from "./rule.ts";
import type { Silence } from "./silence-match.ts";

describe("the life of an alert", () => {
  test("it waits, fires, holds between its limits, recovers and is over", () => {
    const { turn, told, rows } = world([deep]);
    const states = [9, 10, 12, 12, 7, 4, 6, 4, 4, 4].map((n, minute) => {
      turn(factsOf(at(minute), dead(n)));
      return rows()[0]?.state ?? "none";
    });
    expect(states).toEqual([
      "none",
      "pending",
      "pending",
      "firing",
      "firing",
      "recovering",
      "firing",
      "recovering",
      "recovering",
      "recovering",
    ]);
    turn(factsOf(at(10), dead(0)));
    expect(rows()[0]?.state).toBe("resolved");
    expect(told()).toEqual(["fired", "changed", "resolved"]);
  });

  test("the same moment a second time brings nothing", () => {
    const { turn } = world([deep]);
    for (const minute of [0, 1, 2, 3, 9]) {
      turn(factsOf(at(minute), dead(20)));
      expect(turn(factsOf(at(minute), dead(20)))).toBe(0);
    }
  });

  test("one that fires again soon is the same one; the fourth time it flaps, and stays until it has been quiet for long", () => {
    const quick = { ...deep, forSeconds: 0, keepSeconds: 0 };
    const { turn, told, rows, live } = world([quick]);
    for (let minute = 0; minute < 8; minute++) turn(factsOf(at(minute), dead(minute % 2 === 0 ? 20 : 0)));
    expect(rows()).toHaveLength(1);
    expect(told()).toEqual(["fired", "resolved", "fired", "resolved", "fired", "resolved", "flapping"]);
    for (let minute = 8; minute < 36; minute++) turn(factsOf(at(minute), dead(minute < 10 && minute % 2 === 0 ? 20 : 0)));
    expect(live()).toHaveLength(1);
    turn(factsOf(at(60), dead(0)));
    expect(told().at(-1)).toBe("resolved");
    turn(factsOf(at(200), dead(20)));
    expect(rows()).toHaveLength(2);
  });

  test("what is not read neither begins nor ends it; what is counted already counts", () => {
    const { turn, told, live } = world([{ ...deep, forSeconds: 0, keepSeconds: 0, steps: [] }]);
    const unread = [{ ...queue, blindSince: at(0) }];
    turn(factsOf(at(0), dead(3), unread));
    expect(live()).toEqual([]);
    turn(factsOf(at(1), dead(10), unread));
    turn(factsOf(at(2), dead(2), unread));
    turn(factsOf(at(60), dead(2), unread));
    expect(told()).toEqual(["fired", "blind"]);
    turn(factsOf(at(61), dead(2)));
    expect(told()).toEqual(["fired", "blind", "seen", "resolved"]);
  });

  test.each<[string, Rule["params"]]>([
    ["expiry", { hours: 24 }],
    ["oldest_age", { minutes: 60 }],
  ])("%s: what a broker said before it was not read any more is no fact of now", (kind, params) => {
    const rule = { ...deep, kind, params, forSeconds: 0, keepSeconds: 0, steps: [] };
    const waits = { ...queue, captured: false, ready: 3, expiresAt: at(600), waitingSince: at(-600) };
    const unread = { ...waits, blindSince: at(0) };
    const fresh = world([rule]);
    fresh.turn(factsOf(at(1), [], [unread]));
    expect(fresh.live()).toEqual([]);
    const { turn, told } = world([rule]);
    turn(factsOf(at(0), [], [waits]));
    turn(factsOf(at(1), [], [unread]));
    expect(told()).toEqual(["fired", "blind"]);
    turn(factsOf(at(2), [], [{ ...queue, ready: 0 }]));
    expect(told()).toEqual(["fired", "blind", "seen", "resolved"]);
  });

  test("the age of what is captured is known while its queue is not read", () => {
    const { turn, told } = world([{ ...deep, kind: "oldest_age", params: { minutes: 60 }, forSeconds: 0, keepSeconds: 0, steps: [] }]);
    turn(factsOf(at(90), [groupOf(1, { dead: 2, oldestAt: at(0) })], [{ ...queue, blindSince: at(80) }]));
    expect(told()).toEqual(["fired"]);
  });

  test.each<[string, Rule["params"], Partial<GroupFact>]>([
    ["new_group", { hours: 1 }, { foundAt: at(0) }],
    ["depth", { count: 3, recover: null }, {}],
    ["oldest_age", { minutes: 1 }, { oldestAt: at(-60) }],
    ["regression", {}, { triage: "closed", triagedAt: at(-90) }],
  ])("%s: what a replay sends or watches is not over, and its comeback goes on with the same alert", (kind, params, of) => {
    const rule = { ...deep, kind, params, per: "group" as const, forSeconds: 0, keepSeconds: 0, steps: [] };
    const { turn, rows, log } = world([rule]);
    const all = (n: number, away: number) => [groupOf(1, { ...of, dead: n, away, oldestAt: n > 0 ? (of.oldestAt ?? null) : null })];
    turn(factsOf(at(0), all(119, 0)));
    turn(factsOf(at(1), all(0, 119)));
    turn(factsOf(at(90), all(0, 40)));
    turn(factsOf(at(91), all(3, 37)));
    expect(rows().map(({ state }) => state)).toEqual(["firing"]);
    expect(log.map(({ kind: what }) => what).filter((what) => what !== "changed")).toEqual(["fired"]);
    turn(factsOf(at(95), []));
    expect(log.at(-1)?.kind).toBe("resolved");
    // One that is over does not begin again by what a replay holds.
    turn(factsOf(at(96), all(0, 37)));
    expect(log.at(-1)?.kind).toBe("resolved");
  });

  test("a queue that is found while it lasts is counted, and it is about that queue too", () => {
    const { turn, rows } = world([{ ...deep, per: "source", forSeconds: 0 }]);
    turn(factsOf(at(0), dead(10)));
    const found = { ...queue, id: 2, name: "payments.dlq" };
    const both = [groupOf(1, { dead: 10 }), groupOf(2, { queueId: 2, dead: 4 })];
    turn(factsOf(at(1), both, [queue, found]));
    expect(rows().map(({ places }) => places.map((place) => place.queue))).toEqual([["orders.dlq", "payments.dlq"]]);
    // One that is not watched any more was counted before.
    turn(factsOf(at(2), dead(10)));
    expect(rows()[0]?.places).toHaveLength(2);
  });

  test("a clock that goes back makes nothing fire, and nothing end", () => {
    const { turn, told } = world([deep]);
    turn(factsOf(at(100), dead(20)));
    turn(factsOf(at(50), dead(20)));
    expect(told()).toEqual([]);
    turn(factsOf(at(103), dead(20)));
    turn(factsOf(at(60), dead(0)));
    turn(factsOf(at(61), dead(0)));
    expect(told()).toEqual(["fired"]);
  });

  test("what a person muted until a time is counted by no rule", () => {
    const { turn, live } = world([{ ...deep, forSeconds: 0 }]);
    turn(factsOf(at(0), [groupOf(1, { dead: 50, triage: "muted", mutedUntil: at(30) })]));
    expect(live()).toEqual([]);
    turn(factsOf(at(31), [groupOf(1, { dead: 50, triage: "muted", mutedUntil: at(30) })]));
    expect(live()).toHaveLength(1);
  });
});

describe("what fired while something kept it back is told when that ends", () => {
  const blind: Rule = { ...deep, id: 2, name: "blind", kind: "collector_blind", params: {}, per: "source", forSeconds: 0, steps: [] };
  const stalled: Rule = { ...deep, kind: "stalled", params: { hours: 2 }, per: "group", forSeconds: 0, keepSeconds: 0 };
  const letters = (n: number) => [groupOf(1, { dead: n, oldestAt: at(0) })];
  const unread = [{ ...queue, blindSince: at(0) }];

  test.each<[string, Partial<Rule>, readonly string[]]>([
    ["other numbers", { steps: [] }, ["changed", "reminded"]],
    ["a step of the escalation", { steps: [{ afterSeconds: 60, tells: ["boss"] }] }, ["changed", "escalated", "reminded"]],
  ])("though the same evaluation says %s", (_, of, expected) => {
    const { turn, log, rows } = world([{ ...stalled, ...of }, blind]);
    turn(factsOf(at(0), letters(10), unread));
    turn(factsOf(at(121), letters(10), unread));
    turn(factsOf(at(180), letters(20)));
    const id = rows().find(({ ruleId }) => ruleId === stalled.id)?.id;
    const own = log.filter((one) => one.id === id);
    expect(own.filter(({ quiet }) => quiet !== null)).toMatchObject([{ kind: "fired", quiet: "inhibited" }]);
    expect(own.filter(({ quiet }) => quiet === null).map(({ kind }) => kind)).toEqual(expected);
    turn(factsOf(at(181), letters(20)));
    expect(log.filter((one) => one.id === id)).toHaveLength(own.length);
  });
});

describe("many at the same time", () => {
  const rules = defaultRules.filter(({ kind }) => kind === "new_group").map((spec, n): Rule => ({ ...spec, id: n + 1, origin: "default" }));
  const found = (n: number, minute: number, from = 1) =>
    Array.from({ length: n }, (_, nth) => groupOf(from + nth, { dead: 1, foundAt: at(minute) }));

  test("10,000 new failures in a minute tell a bounded number of times, and how many they are", () => {
    const { turn, told, rows, live } = world(rules);
    let groups: GroupFact[] = [];
    for (let minute = 0; minute < 10; minute++) {
      groups = [...groups, ...found(1_000, minute, groups.length + 1)];
      turn(factsOf(at(minute), groups));
    }
    expect(live()).toHaveLength(10_001);
    const many = rows().find(({ key }) => key === "many");
    expect(many?.standsFor).toBe(10_000);
    expect(told().length).toBeLessThan(12);
    expect(told().filter((kind) => kind === "fired")).toHaveLength(1);
    turn(factsOf(at(200), groups));
    expect(live()).toEqual([]);
    expect(told().filter((kind) => kind === "resolved")).toHaveLength(1);
  });

  test("a few tell each for itself, and those that come later are counted with them", () => {
    const { turn, told } = world(rules);
    turn(factsOf(at(0), found(6, 0)));
    expect(told()).toHaveLength(6);
    turn(factsOf(at(1), found(12, 0)));
    expect(told()).toHaveLength(7);
  });

  test("when the storm is over, a new one tells for itself, though one of the storm still fires", () => {
    const { turn, told, rows } = world(rules);
    const lasting = { dead: 1, foundAt: at(0), away: 1 };
    turn(factsOf(at(0), found(12, 0)));
    for (let nth = 1; nth <= 12; nth++)
      turn(factsOf(at(50 * nth), [groupOf(1, { ...lasting, dead: 0 }), ...found(1, 50 * nth, 100 + nth)]));
    expect(told().filter((kind) => kind === "fired")).toHaveLength(13);
    expect(rows().find(({ key }) => key === "many")?.state).toBe("firing");
  });

  test("a storm that begins while one of the last still fires is told, and whoever had that one is asked again", () => {
    const { turn, told, rows, act } = world(rules);
    const lasting = groupOf(1, { foundAt: at(0), away: 1 });
    turn(factsOf(at(0), found(12, 0)));
    turn(factsOf(at(70), [lasting]));
    act("acknowledge", at(80), "many");
    turn(factsOf(at(90), [lasting, ...found(12, 90, 100)]));
    turn(factsOf(at(95), [lasting, ...found(20, 90, 100)]));
    expect(told()).toEqual(["fired", "changed", "acknowledged", "worse", "changed"]);
    expect(rows().find(({ key }) => key === "many")).toMatchObject({ ackedAt: null, value: 21 });
  });
});

/**
 * Random deaths, clocks, people, silences, sight and workers that stop at any point, against what has to hold of every course: what held long enough fires;
 * nothing fires without it; whatever fired is resolved when it has not held long enough; and no evaluation is done twice.
 */
test("whatever happens, nothing that should fire is missed, nothing fires without a cause, and what fired is resolved", () => {
  const seldom = fc.integer({ min: 0, max: 4 }).map((n) => n === 0);
  const step = fc.record({
    // No doubles: fast-check draws them by their exponents, so that next to no time would pass.
    minutes: fc.integer({ min: 0, max: 400 }).map((n) => n / 100),
    dead: fc.constantFrom(0, 0, 4, 6, 10, 15, 30, 200),
    away: fc.constantFrom(0, 0, 0, 3, 40),
    blind: seldom,
    act: fc.option(fc.constantFrom("acknowledge", "mute", "take_back"), { freq: 4 }),
    silenced: seldom,
    /** A worker that dies before it has written: nothing of its evaluation is there. */
    dies: seldom,
    twice: fc.boolean(),
  });
  const run = (steps: readonly (typeof step extends fc.Arbitrary<infer One> ? One : never)[]) => {
    const held: Silence[] = [];
    const { turn, rows, live, log, act } = world([deep], held);
    const { see, judge } = alertModel();
    let minute = 0;
    for (const { minutes, dead: n, away, blind, act: what, silenced, dies, twice } of steps) {
      minute += minutes;
      held.splice(0, 1, ...(silenced ? [{ id: 1, ruleId: null, where: everywhere, principalId: 7 }] : []));
      if (dies) continue;
      const [wasLive, level] = [live().length === 1, levelOf(n, blind, away)];
      const facts = factsOf(at(minute), dead(n, away), blind ? [{ ...queue, blindSince: at(0) }] : [queue]);
      turn(facts);
      if (twice) expect(turn(facts)).toBe(0);
      see(level, minute, wasLive);
      judge(level, minute, { wasLive, isLive: live().length === 1, flaps: rows().some(({ flappingSince }) => flappingSince !== null) });
      if (what) act(what, at(minute));
    }
    for (const extra of [0, 4, 40, 80]) turn(factsOf(at(minute + extra), []));
    expect(live()).toEqual([]);
    const begun = log.filter(({ kind }) => kind === "fired" || kind === "flapping").length;
    expect(log.filter(({ kind }) => kind === "resolved")).toHaveLength(begun);
    // Each is numbered without a gap.
    for (const { id, seq } of rows()) expect(log.filter((one) => one.id === id)).toHaveLength(seq);
  };
  fc.assert(fc.property(fc.array(step, { maxLength: 60, size: "max" }), run), { numRuns: 1_000 });
});

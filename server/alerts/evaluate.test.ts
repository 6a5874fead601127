import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { alertModel, levelOf } from "../testing/alert-model.ts";
import type { Alert } from "./alert.ts";
import { applyAct } from "./apply-act.ts";
import { evaluate } from "./evaluate.ts";
import type { Facts, GroupFact, QueueFact } from "./facts.ts";
import { defaultRules } from "./default-rules.ts";
import { everywhere, type Rule } from "./rule.ts";
import { tell } from "./settle.ts";
import type { Silence } from "./silence-match.ts";
import { alertNext, alertTitle } from "./words.ts";

const start = Date.UTC(2026, 10, 20, 3);
const at = (minutes: number) => new Date(start + minutes * 60_000);

const queue: QueueFact = {
  id: 1,
  source: "shop",
  name: "orders.dlq",
  captured: true,
  paused: false,
  heardAt: null,
  blindSince: null,
  ready: 0,
  expiresAt: null,
  waitingSince: null,
  failedImports: 0,
};
const groupOf = (id: number, of: Partial<GroupFact> = {}): GroupFact => ({
  id,
  queueId: 1,
  title: `Error ${id}`,
  verdict: "transient",
  downstream: "bank",
  owner: null,
  assignee: null,
  triage: "open",
  triagedAt: null,
  mutedUntil: null,
  foundAt: null,
  lastSeenAt: at(0),
  dead: 0,
  ofTypes: [],
  unknown: 0,
  away: 0,
  oldestAt: null,
  arrived: {},
  usual: null,
  ...of,
});
const factsOf = (now: Date, groups: readonly GroupFact[], queues: readonly QueueFact[] = [queue]): Facts => ({
  now,
  workersSilentSince: null,
  sources: [{ name: "shop", blindSince: null, error: null }],
  queues,
  groups,
  replays: [],
  depths: new Map(),
  channels: [],
  breakers: [],
  sequences: new Map(),
  applications: [],
});
const deep: Rule = {
  id: 1,
  origin: "page",
  name: "deep",
  kind: "depth",
  params: { count: 10, recover: 5 },
  per: "queue",
  where: everywhere,
  severity: "error",
  forSeconds: 120,
  keepSeconds: 180,
  tells: null,
  steps: [{ afterSeconds: 600, tells: ["boss"] }],
  repeatSeconds: null,
  runbook: null,
  enabled: true,
};

/** The rows, as a database would keep them: evaluations and acts follow each other. */
function world(rules: readonly Rule[], silences: Silence[] = []) {
  let rows: readonly Alert[] = [];
  let ids = 0;
  const log: { readonly id: number; readonly kind: string; readonly quiet: string | null; readonly at: Date }[] = [];
  const write = (outcomes: ReturnType<typeof evaluate>, now: Date) => {
    const gone = new Set(outcomes.flatMap(({ before }) => (before ? [before.id] : [])));
    rows = [...rows.filter(({ id }) => !gone.has(id)), ...outcomes.flatMap(({ alert }) => alert ?? [])].toSorted((a, b) => a.id - b.id);
    for (const { alert, happened } of outcomes) for (const one of happened) log.push({ id: alert?.id ?? 0, ...one, at: now });
  };
  return {
    log,
    silences,
    rows: () => rows,
    live: () => rows.filter(({ state }) => state === "firing" || state === "recovering"),
    told: () => log.filter(({ quiet }) => quiet === null).map(({ kind }) => kind),
    turn: (facts: Facts) => {
      const kept = rows.filter(({ resolvedAt }) => !resolvedAt || facts.now.getTime() - resolvedAt.getTime() < 3_600_000);
      const outcomes = evaluate({ facts, rules, alerts: structuredClone(kept), silences, newId: () => ++ids });
      write(outcomes, facts.now);
      return outcomes.length;
    },
    act: (act: "acknowledge" | "mute" | "take_back", now: Date) => {
      const [before] = rows.filter(({ state }) => state === "firing" || state === "recovering");
      const done = before && applyAct(before, { id: before.id, act, reason: "" }, { principal: 7, now, steps: deep.steps });
      if (done) write([tell({ before, alert: done.alert, events: [{ kind: done.kind, by: 7 }], now })], now);
    },
  };
}

const dead = (n: number, away = 0) => [groupOf(1, { dead: n, away })];

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

  test("nobody is pressed about what is all in a replay; once it is back they are", () => {
    const { turn, log, rows } = world([{ ...deep, forSeconds: 0, repeatSeconds: 1_800 }]);
    const told = () => log.map(({ kind }) => kind).filter((kind) => kind !== "changed");
    const title = () => alertTitle({ rule: deep, facts: rows()[0]?.facts ?? {} });
    turn(factsOf(at(0), dead(20)));
    for (const minute of [1, 15, 60, 90]) turn(factsOf(at(minute), dead(0, 20)));
    expect(told()).toEqual(["fired"]);
    expect(title()).toBe("the dead letters of orders.dlq are in a replay");
    turn(factsOf(at(91), dead(20)));
    expect(told()).toEqual(["fired", "escalated"]);
    expect(title()).toBe("orders.dlq has 20 dead letters");
  });

  test("what to do is said of what waits in the broker, and of a replay only what is true of each kind", () => {
    const next = (rule: Rule, groups: readonly GroupFact[], ready = 0) => {
      const { turn, rows } = world([{ ...rule, forSeconds: 0 }]);
      turn(factsOf(at(0), groups, [{ ...queue, ready }]));
      return alertNext({ rule, facts: rows()[0]?.facts ?? {} });
    };
    const away = "A replay has messages of it, and it is not known yet how they end.";
    expect(next(deep, dead(0, 5), 300)).toBe(`${away} They wait in the broker, and Redrive does not hold them: see the queue.`);
    expect(next(deep, dead(12, 5))).toMatch(`${away} `);
    const fast = { ...deep, kind: "rate", params: { windowMinutes: 5, times: 5, least: 20, perMinute: null } };
    expect(next(fast, [groupOf(1, { away: 7, arrived: { 5: 100 } })])).toBe(away);
  });

  test("an open breaker names watched queues whose dead letters are not muted, tells one more once, and none that empties and fills", () => {
    const rule: Rule = { ...deep, kind: "breaker_open", per: "all", params: {}, forSeconds: 0, steps: [] };
    const { turn, told, rows } = world([rule]);
    const queues = [queue, { ...queue, id: 2, name: "mail.dlq" }];
    const see = (minute: number, ids: readonly number[], state: "open" | "half_open" = "open") => {
      const groups = [
        ...ids.map((id) => groupOf(id, { queueId: id, dead: minute + 1 })),
        groupOf(8, { queueId: 99, dead: 7 }),
        groupOf(9, { queueId: 2, dead: 9, triage: "muted", mutedUntil: at(600) }),
      ];
      const breakers = [{ name: "bank", state, since: at(0), own: false, held: minute }];
      turn({ ...factsOf(at(minute), groups, queues), breakers });
      return alertNext({ rule, facts: rows()[0]?.facts ?? {} });
    };
    expect(see(0, [])).toBe("Open since 20 Nov 03:00 UTC. Replays go on by themselves once it has closed. See Breakers.");
    expect(see(0.5, [1])).toMatch("Dead letters need it, in shop/orders.dlq. Replayed messages wait for it.");
    expect(told()).toEqual(["fired"]);
    see(2, [1]);
    expect(told()).toEqual(["fired", "changed"]);
    for (const [nth, ids] of [[], [1], [], [1], [1]].entries()) see(4 + 2 * nth, ids);
    expect(told()).toEqual(["fired", "changed"]);
    expect(see(20, [1, 2])).toMatch("in shop/mail.dlq and shop/orders.dlq");
    expect(told()).toEqual(["fired", "changed", "changed"]);
    expect(see(22, [1, 2], "half_open")).toMatch(/^Half-open since /);
    expect(alertTitle({ rule, facts: rows()[0]?.facts ?? {} })).toBe("the breaker of bank is half-open");
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

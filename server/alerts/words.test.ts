import { expect, test } from "vitest";
import { at, dead, deep, factsOf, groupOf, queue, world } from "../testing/alert-world.ts";
import type { GroupFact } from "./facts.ts";
import type { Rule } from "./rule.ts";
import { alertNext, alertTitle } from "./words.ts";

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
  // Within the minute in which nobody is told, the page says what was told.
  expect(see(0.5, [1])).toMatch("Open since 20 Nov 03:00 UTC. Replays go on");
  expect(told()).toEqual(["fired"]);
  expect(see(2, [1])).toMatch("Dead letters need it, in shop/orders.dlq. Replayed messages wait for it.");
  expect(told()).toEqual(["fired", "changed"]);
  for (const [nth, ids] of [[], [1], [], [1], [1]].entries()) see(4 + 2 * nth, ids);
  expect(told()).toEqual(["fired", "changed"]);
  expect(see(20, [1, 2])).toMatch("in shop/mail.dlq and shop/orders.dlq");
  expect(told()).toEqual(["fired", "changed", "changed"]);
  expect(see(22, [1, 2], "half_open")).toMatch(/^Half-open since /);
  expect(alertTitle({ rule, facts: rows()[0]?.facts ?? {} })).toBe("the breaker of bank is half-open");
});

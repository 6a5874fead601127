import { expect, test } from "vitest";
import { at, dead, deep, factsOf, queue, world } from "../testing/alert-world.ts";
import type { ApplicationFact } from "./facts.ts";
import { everywhere, type Rule } from "./rule.ts";
import { alertEnded } from "./words.ts";

const quick = { forSeconds: 0, keepSeconds: 60, steps: [] };
const depth: Rule = { ...deep, ...quick };
const blind: Rule = { ...deep, ...quick, kind: "collector_blind", params: {}, per: "source" };
const unread = { ...queue, blindSince: at(0) };

test.each<[string, Rule, string]>([
  ["a queue", depth, "Redrive does not watch orders.dlq any more, or this rule does not look at it."],
  ["a source", blind, "Redrive does not watch shop any more, or this rule does not look at it."],
])("%s that is watched no more ends its alert at once, and nobody is told that all is well there", (_, rule, ended) => {
  const { turn, rows, told } = world([rule]);
  turn(factsOf(at(0), dead(20), [unread]));
  turn(factsOf(at(1), [], []));
  expect(told()).toEqual(["fired", "resolved"]);
  expect(alertEnded({ rule, facts: rows()[0]?.facts ?? {} }, "cleared")).toBe(ended);
});

test.each([
  ["outbox_lag", { seconds: 300 }],
  ["outbox_failed", { count: 1 }],
])("%s ends by no table that was only not found", (kind, params) => {
  const { turn, rows } = world([{ ...deep, ...quick, kind, params, per: "all" }]);
  const of = (minute: number, one: ApplicationFact) => ({ ...factsOf(at(minute), []), applications: [one] });
  turn(of(0, application));
  for (const minute of [1, 2, 3]) turn(of(minute, { ...application, outboxes: [], isPartial: true }));
  expect(rows()).toMatchObject([{ state: "firing" }]);
});

test("what is muted or looked at no more by a changed rule says so, and what is over says that", () => {
  const { turn, rows, told } = world([{ ...depth, per: "group" }]);
  const [group] = dead(20);
  if (!group) throw new Error("no group");
  turn(factsOf(at(0), [group]));
  turn(factsOf(at(1), [{ ...group, triage: "muted", mutedUntil: at(100) }]));
  expect(told()).toEqual(["fired", "resolved"]);
  expect(alertEnded({ rule: depth, facts: rows()[0]?.facts ?? {} }, "cleared")).toBe("Somebody muted Error 1 until 20 Nov 04:40 UTC.");

  const poison = world([{ ...depth, per: "group", where: { ...everywhere, verdicts: ["poison"] } }]);
  poison.turn(factsOf(at(0), [{ ...group, verdict: "poison" }]));
  poison.turn(factsOf(at(1), [group]));
  expect(poison.told()).toEqual(["fired", "resolved"]);
  expect(alertEnded({ rule: depth, facts: poison.rows()[0]?.facts ?? {} }, "cleared")).toContain("this rule does not look at it");

  const changed = world([depth]);
  changed.turn(factsOf(at(0), dead(20)));
  changed.rules([{ ...depth, where: { ...everywhere, except: ["shop/orders.*"] } }]);
  changed.turn(factsOf(at(1), dead(20)));
  expect(changed.told()).toEqual(["fired", "resolved"]);

  const over = world([depth]);
  over.turn(factsOf(at(0), dead(20)));
  over.turn(factsOf(at(1), []));
  expect(over.rows()[0]?.state).toBe("recovering");
  over.turn(factsOf(at(3), []));
  expect(alertEnded({ rule: depth, facts: over.rows()[0]?.facts ?? {} }, "cleared")).toBe(
    "orders.dlq has fewer dead letters than its limit again.",
  );
});

const outbox = {
  table: "outbox",
  isKnown: true,
  unpublished: 9,
  atLeast: false,
  lagMs: 900_000,
  lagIsBound: false,
  failed: 2,
  failedAtLeast: false,
  isSilent: false,
  problem: null,
};
const application: ApplicationFact = {
  name: "orders",
  hasDatabase: true,
  isKnown: true,
  away: null,
  lacks: null,
  isPartial: false,
  evidence: { isKnown: true, why: null },
  outboxes: [outbox],
};
const dark = { ...application, evidence: { isKnown: true, why: "It answers 503." } };

test.each<[string, Rule["params"], readonly [ApplicationFact, ApplicationFact | null], string]>([
  [
    "application_away",
    {},
    [{ ...application, away: "No." }, null],
    "The database of orders is no longer in redrive.yaml. Redrive does not know whether it answers.",
  ],
  ["application_away", {}, [{ ...application, away: "No." }, application], "Redrive reads the database of orders again."],
  [
    "application_away",
    {},
    [
      { ...application, away: "No." },
      { ...application, hasDatabase: false, outboxes: [] },
    ],
    "The database of orders is no longer in redrive.yaml. Redrive does not know whether it answers.",
  ],
  [
    "application_away",
    {},
    [dark, { ...application, evidence: null }],
    "The evidence endpoint of orders is no longer in redrive.yaml. Redrive does not know whether it answers.",
  ],
  ["application_away", {}, [dark, application], "The evidence endpoint of orders answers again."],
  [
    "outbox_lag",
    { seconds: 300 },
    [application, null],
    "The table outbox of orders is no longer an outbox in redrive.yaml. Redrive does not know what waits in it.",
  ],
  [
    "outbox_lag",
    { seconds: 300 },
    [application, { ...application, outboxes: [] }],
    "The table outbox of orders is no longer an outbox in redrive.yaml. Redrive does not know what waits in it.",
  ],
  [
    "outbox_lag",
    { seconds: 300 },
    [application, { ...application, outboxes: [{ ...outbox, lagMs: 0 }] }],
    "The outbox of orders drains again.",
  ],
  [
    "outbox_failed",
    { count: 1 },
    [application, null],
    "The table outbox of orders is no longer an outbox in redrive.yaml. Redrive does not know what waits in it.",
  ],
])("%s says how it ends", (kind, params, [before, after], ended) => {
  const rule: Rule = { ...deep, ...quick, kind, params, per: "all" };
  const { turn, rows } = world([rule]);
  const of = (minute: number, one: ApplicationFact | null) => ({ ...factsOf(at(minute), []), applications: one ? [one] : [] });
  turn(of(0, before));
  for (const minute of [1, 2, 3]) turn(of(minute, after));
  expect(rows()[0]?.state).toBe("resolved");
  expect(alertEnded({ rule, facts: rows()[0]?.facts ?? {} }, "cleared")).toBe(ended);
});

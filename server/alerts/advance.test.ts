import { expect, test } from "vitest";
import { at, deep, factsOf, groupOf, queue, world } from "../testing/alert-world.ts";

const quick = { ...deep, forSeconds: 0, keepSeconds: 0, steps: [] };

test("other words are told, at most once a minute, and the page says no others than were told", () => {
  const { turn, told, rows } = world([quick]);
  const of = (verdict: "transient" | "poison") => [groupOf(1, { dead: 20, verdict })];
  const verdict = () => rows()[0]?.facts["verdict"];
  turn(factsOf(at(0), of("transient")));
  turn(factsOf(at(0.5), of("poison")));
  expect([told(), verdict()]).toEqual([["fired"], "transient"]);
  turn(factsOf(at(1), of("poison")));
  expect([told(), verdict()]).toEqual([["fired", "changed"], "poison"]);
  turn(factsOf(at(1.9), of("transient")));
  turn(factsOf(at(2), of("transient")));
  turn(factsOf(at(9), of("transient")));
  expect([told(), verdict()]).toEqual([["fired", "changed", "changed"], "transient"]);
});

test("a time that moves is not told, and numbers are where a kind knows no value", () => {
  const old = world([{ ...quick, kind: "oldest_age", params: { minutes: 1 } }]);
  for (const minute of [0, 5, 10]) old.turn(factsOf(at(60 + minute * 0.1), [groupOf(1, { dead: 20, oldestAt: at(minute) })]));
  expect(old.told()).toEqual(["fired"]);
  const blind = world([{ ...quick, kind: "collector_blind", params: {}, per: "source" }]);
  const unread = (n: number) => [1, 2, 3].map((id) => ({ ...queue, id, name: `q${id}`, blindSince: id <= n ? at(0) : null }));
  blind.turn(factsOf(at(1), [], unread(1)));
  blind.turn(factsOf(at(3), [], unread(3)));
  expect(blind.told()).toEqual(["fired", "changed"]);
});

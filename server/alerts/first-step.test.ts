import { expect, test } from "vitest";
import { firstStepOf } from "./first-step.ts";
import { ruleKinds } from "./kinds.ts";
import { alertNext } from "./words.ts";

const place = { source: "shop", queue: "payments work.dlq" };
const ofQueue = { key: "queue:1", places: [place], groupId: null };
const ofGroup = { key: "group:7", places: [place], groupId: 7 };
const step = (of: Omit<Parameters<typeof firstStepOf>[0], "facts">, facts: object, kind = "depth") =>
  firstStepOf({ ...of, facts: { ...facts } }, kind);

test("only what is transient leads to a replay; poison to an edit or a discard; anything else is looked at first", () => {
  expect(step(ofGroup, { verdict: "transient" }, "new_group")).toEqual({ is: "plan", label: "Plan replay", href: "/replays/new?group=7" });
  expect(step(ofGroup, { verdict: "poison" }, "new_group")).toEqual({
    is: "edit",
    label: "Edit or discard",
    href: "/messages?filter=group%3A7",
  });
  expect(step(ofGroup, { verdict: "unknown" }).label).toBe("Show messages");
  expect(step(ofQueue, { verdict: "transient" }).href).toBe(
    `/replays/new?filter=${encodeURIComponent('queue:"payments work.dlq" verdict:transient')}`,
  );
  expect(step(ofQueue, { verdict: null })).toEqual({ is: "look", label: "Show groups", href: "/groups?text=payments%20work.dlq" });
  expect(step({ ...ofQueue, places: [place, place] }, { verdict: "transient" })).toEqual({
    is: "look",
    label: "Show groups",
    href: "/groups",
  });
  expect(step(ofQueue, { verdict: null, held: false }).label).toBe("Open queues");
});

test("the step and the words of every kind say the same of a verdict", () => {
  for (const { kind, label } of ruleKinds) {
    const facts = { verdict: "poison", name: "x", queue: "y", n: 3, held: true };
    const next = alertNext({ rule: { kind, params: {}, name: label }, facts });
    expect([kind, next.includes("Edit or discard"), firstStepOf({ ...ofGroup, facts }, kind).is === "edit"]).toEqual([
      kind,
      ...(next.includes("Poison") ? [true, true] : [false, false]),
    ]);
  }
});

test("what no replay mends leads to where it is mended", () => {
  expect(step({ ...ofQueue, key: "replay:3" }, {}, "came_back").href).toBe("/replays/3");
  expect(step(ofQueue, {}, "failed_import").href).toBe("/settings");
  expect(step({ ...ofQueue, places: [] }, {}, "channel_failing").href).toBe("/alerts/channels");
  expect(step(ofQueue, {}, "collector_blind").href).toBe("/queues");
  expect(step(ofQueue, {}, "expiry").href).toBe("/queues");
  expect(step(ofQueue, {}, "breaker_open").href).toBe("/breakers");
  expect(step(ofQueue, {}, "unknown_outcome").href).toContain(encodeURIComponent("state:unknown"));
});

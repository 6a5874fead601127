import { expect, test } from "vitest";
import { findLostChannels } from "./find-lost-channels.ts";
import { channelKey } from "./kinds/channel-failing.ts";
import { routeOf } from "./routes.ts";
import type { OwnerSpec, RuleSpec } from "./rule.ts";
import type { TransitionKind } from "./transition.ts";

const channels = [
  { kind: "log", name: "oncall" },
  { kind: "log", name: "pay" },
] as const;
const team = (tells: readonly string[]): OwnerSpec => ({ team: "payments", queues: ["*/*"], eventTypes: [], frames: [], tells });
const alert = { key: "queue:1", owner: "payments", step: 1 };
type Told = Pick<RuleSpec, "tells" | "steps">;

test.each<[string, Told, readonly OwnerSpec[], TransitionKind, readonly string[]]>([
  ["the rule's", { tells: ["oncall"], steps: [] }, [team(["pay"])], "fired", ["oncall"]],
  ["the owner's", { tells: null, steps: [] }, [team(["pay"])], "fired", ["pay"]],
  ["all", { tells: null, steps: [] }, [], "fired", ["oncall", "pay"]],
  ["the owner's where those of the rule are gone", { tells: ["gone"], steps: [] }, [team(["pay"])], "fired", ["pay"]],
  ["all where those of rule and owner are gone", { tells: ["gone"], steps: [] }, [team(["gone"])], "fired", ["oncall", "pay"]],
  ["those that are left", { tells: ["gone", "pay"], steps: [] }, [], "fired", ["pay"]],
  [
    "those of the rule where a step's are gone",
    { tells: ["pay"], steps: [{ afterSeconds: 60, tells: ["gone"] }] },
    [],
    "escalated",
    ["pay"],
  ],
  ["a step's", { tells: ["pay"], steps: [{ afterSeconds: 60, tells: ["oncall"] }] }, [], "escalated", ["oncall"]],
])("news is told to the channels: %s", (_, rule, owners, kind, tells) => {
  expect(routeOf(rule, alert, kind, { channels, owners }).tells).toEqual(tells);
});

test("that a channel fails is told by others, also where the rule tells that one alone", () => {
  const failing = { key: channelKey("pay"), owner: null, step: 0 };
  expect(routeOf({ tells: ["pay"], steps: [] }, failing, "fired", { channels, owners: [] }).tells).toEqual(["oncall"]);
});

test("rules that are in force and teams whose channels are gone are found", () => {
  const rule = { name: "deep", tells: ["gone", "pay"], steps: [{ afterSeconds: 60, tells: ["boss"] }], enabled: true };
  expect(findLostChannels([rule, { ...rule, name: "rests", enabled: false }], [team(["pay", "fax"])], channels)).toEqual([
    { of: "rule deep", channel: "gone" },
    { of: "rule deep", channel: "boss" },
    { of: "team payments", channel: "fax" },
  ]);
});

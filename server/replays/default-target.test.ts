import { expect, test } from "vitest";
import type { QueueConfig } from "../config/config.ts";
import { emptyConfig } from "../testing/context.ts";
import { plainRules } from "../testing/messages.ts";
import { defaultTarget } from "./default-target.ts";

function queue(name: string, target: QueueConfig["target"]): QueueConfig {
  return { name, capture: "take", takeDespiteHazard: false, target, rules: plainRules };
}

const audit = { to: "queue", queue: "audit" } as const;
const queues = [queue("a", audit), queue("b", { ...audit }), queue("c", { to: "queue", queue: "other" }), queue("d.*", { to: "origin" })];
const config = { ...emptyConfig, sources: [{ kind: "memory" as const, name: "shop", queues }] };
const of = (...names: readonly string[]) =>
  defaultTarget(
    config,
    names.map((name) => ({ source: "shop", queue: name })),
  );

test("a target that the configuration names for all queues is the default", () => {
  expect(of("a")).toEqual(audit);
  expect(of("a", "b")).toEqual(audit);
  expect(of("d.1", "d.2")).toEqual({ to: "origin" });
});

test("queues that differ, are not configured, or none at all go to the failed queue", () => {
  for (const names of [["a", "c"], ["a", "d.1"], ["a", "x"], ["x"], []]) expect(of(...names)).toEqual({ to: "failed_queue" });
  expect(defaultTarget(config, [{ source: "gone", queue: "a" }])).toEqual({ to: "failed_queue" });
});

import { expect, test } from "vitest";
import { matchQueue } from "./find.ts";
import { plainRules } from "../testing/messages.ts";

const queue = (name: string) => ({
  name,
  capture: "take" as const,
  takeDespiteHazard: false,
  target: { to: "failed_queue" as const },
  rules: plainRules,
});
const source = { kind: "memory" as const, name: "shop", queues: [queue("*.dlq"), queue("a.b*"), queue("orders.dlq"), queue("(x|y)*")] };

test.each([
  ["orders.dlq", "orders.dlq"],
  ["other.dlq", "*.dlq"],
  ["line\nbreak.dlq", "*.dlq"],
  ["a.b", "a.b*"],
  ["axb", undefined],
  ["(x|y)z", "(x|y)*"],
  ["xz", undefined],
  ["orders.dlq.old", undefined],
])("%j is spoken for by %s", (name, entry) => {
  expect(matchQueue(source, name)?.name).toBe(entry);
});

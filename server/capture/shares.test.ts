import { expect, test } from "vitest";
import { chosenFor } from "./shares.ts";

const queues = Array.from({ length: 300 }, (_, n) => `shop q-${n}`);
const shareOf = (workers: readonly string[]) => new Map(queues.map((queue) => [queue, chosenFor(queue, workers)]));

test("each queue has one worker, whoever asks, and the workers share them", () => {
  const shares = shareOf(["a", "b", "c"]);
  expect(shares).toEqual(shareOf(["c", "a", "b", "a"]));
  for (const worker of ["a", "b", "c"]) expect([...shares.values()].filter((one) => one === worker).length).toBeGreaterThan(60);
});

test("when a worker leaves, only its queues move", () => {
  const [before, after] = [shareOf(["a", "b", "c"]), shareOf(["a", "b"])];
  for (const queue of queues) if (before.get(queue) !== "c") expect(after.get(queue)).toBe(before.get(queue));
});

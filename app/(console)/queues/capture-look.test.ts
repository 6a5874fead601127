import { expect, test } from "vitest";
import { captureLook } from "./capture-look";

const queue = { state: "running", mode: "take", pausedBy: null } as const;
const somebody = { kind: "person", name: "ana" } as const;

test("a pause is said first, and as pausing until the worker has heard of it", () => {
  expect(captureLook({ ...queue, pausedBy: somebody })).toBe("pausing");
  expect(captureLook({ ...queue, state: "paused", pausedBy: somebody })).toBe("paused");
  expect(captureLook({ ...queue, state: "failed", pausedBy: somebody })).toBe("pausing");
});

test("a queue that should be taken and is only watched is said to be so", () => {
  expect(captureLook({ ...queue, state: "watching" })).toBe("only watched");
  expect(captureLook({ ...queue, state: "watching", mode: "watch" })).toBe("read");
  expect(captureLook(queue)).toBe("read");
});

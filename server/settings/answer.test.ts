import { expect, test } from "vitest";
import { clearSight, darkSights } from "../testing/sight.ts";
import { answerSettings } from "./answer.ts";

const told = (sight = clearSight, failedImports = 0, silentWorkers = 0) => answerSettings({ sight, failedImports, silentWorkers });

test("all is read", () => {
  expect(told()).toEqual({ title: "Both sources are read.", sub: "6 queues are watched. 1 worker alive." });
  expect(told({ ...clearSight, sources: clearSight.sources.slice(0, 1) }).title).toBe("shop-eu is read.");
});

test("what of the watched is not read is said", () => {
  const sub = (paused: number, failed: number) => told({ ...clearSight, queues: { ...clearSight.queues, paused, failed } }).sub;
  expect(sub(1, 0)).toBe("6 queues are watched, 1 paused. 1 worker alive.");
  expect(sub(1, 2)).toBe("6 queues are watched, 1 paused, 2 not read. 1 worker alive.");
});

test("failed imports wait for somebody; a worker fell silent", () => {
  expect(told(clearSight, 3, 1)).toEqual({
    title: "Both sources are read. 3 imports failed and wait for you.",
    sub: "6 queues are watched. 1 worker alive, 1 fell silent.",
  });
});

test("blind: why, and what it means", () => {
  expect(told(darkSights.source).title).toBe("shop-eu has not answered for 3 min; its numbers are that old.");
  expect(told(darkSights.worker).sub).toMatch(/^Nothing is read or replayed until/);
  expect(told(darkSights.unconfigured).title).toBe("No source is configured.");
});

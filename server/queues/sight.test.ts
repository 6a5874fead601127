import { expect, test } from "vitest";
import { clearSight, darkSights } from "../testing/sight.ts";
import { lastedText } from "../text/lasted.ts";
import { blindnessOf } from "./sight.ts";

test("when everything is read there is nothing to say", () => {
  expect(blindnessOf(clearSight)).toBeNull();
  expect(blindnessOf({ ...clearSight, queues: { ...clearSight.queues, paused: 2 } })).toBeNull();
});

test("a silent worker blinds everything, and it is said since when", () => {
  expect(blindnessOf(darkSights.worker)).toMatchObject({
    kind: "worker",
    total: true,
    what: "No worker has been heard for 4 min; the numbers are that old.",
  });
  expect(blindnessOf({ ...darkSights.worker, workerAt: null })?.what).toBe("No worker has been heard yet.");
});

test("one source of two: its name, its error, and that the other is read", () => {
  expect(blindnessOf(darkSights.source)).toEqual({
    kind: "source",
    total: false,
    since: darkSights.source.sources[0]?.since,
    what: "shop-eu has not answered for 3 min; its numbers are that old.",
    detail: "Connection refused. The other source is read. Its new dead letters wait there.",
  });
});

test("all sources, none configured, one never heard", () => {
  expect(blindnessOf(darkSights.sources)).toMatchObject({ total: true, what: "2 of 2 sources do not answer." });
  expect(blindnessOf(darkSights.unconfigured)?.kind).toBe("unconfigured");
  const unheard = { name: "new", state: "unheard" as const, since: null, lastSuccessAt: null, lastError: null };
  expect(blindnessOf({ ...clearSight, sources: [...clearSight.sources, unheard] })?.what).toBe("new has not answered yet.");
});

test.each([
  [-5, "0 s"],
  [12_400, "12 s"],
  [22 * 60_000, "22 min"],
  [23 * 3_600_000, "23 h"],
  [48 * 3_600_000, "2 d"],
  [52 * 3_600_000, "2 d 4 h"],
])("%d ms lasted %s", (ms, text) => {
  expect(lastedText(ms)).toBe(text);
});

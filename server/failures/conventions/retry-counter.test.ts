import { expect, it } from "vitest";
import { deadLetter, death, type Plain } from "../../testing/heads.ts";
import { readRetryCounter } from "./retry-counter.ts";

const wait = (queue: string, count = 1) => death({ queue, reason: "expired", count });
const read = (retries: Plain, deaths: readonly Plain[], name = "x-retry-count") =>
  readRetryCounter(deadLetter({ [name]: retries, "x-death": deaths }))?.tries ?? null;

it("counts where the broker has seen as many waits expire", () => {
  const ladder = [death(), wait("wait-2"), wait("wait-1")];
  expect(read(2, ladder)).toEqual({ count: 3, source: "x-retry-count 2" });
  expect(read("2", [death(), wait("wait", 2)], "x-retries")).toMatchObject({ count: 3 });
});

it.each<[string, Plain, readonly Plain[]]>([
  ["nothing that agrees", 2, []],
  ["fewer waits", 2, [death(), wait("wait-1")]],
  ["a last wait that led to no consumer", 1, [wait("wait-1")]],
  ["zero", 0, [death()]],
  ["no number", "many", [death(), wait("wait-1")]],
])("does not say what the name counts with %s", (_, retries, deaths) => {
  expect(read(retries, deaths)).toBeNull();
});

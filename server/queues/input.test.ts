import { expect, test } from "vitest";
import { orderedText } from "../sources/position.ts";
import { purge } from "./input.ts";

const ask = (before: string) => purge.safeParse({ id: 1, reason: "done", parts: [{ part: "0", before }] }).success;

test("a purge takes positions as the plan gives them, and none that sorts below what it removes", () => {
  expect(ask(orderedText(4_712))).toBe(true);
  expect(ask("a4712")).toBe(false);
  expect(ask("4712")).toBe(false);
});

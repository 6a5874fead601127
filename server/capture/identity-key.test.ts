import { expect, test } from "vitest";
import { identityKey } from "./identity-key.ts";

test("identities that differ in anything at all stay apart, and plain ones stay as they are", () => {
  const long = "x".repeat(300);
  const identities = [
    "b",
    "b ",
    " b",
    "",
    " ",
    "c\n1",
    "c\t1",
    "d\u202e1",
    "d 1",
    long,
    `${long}1`,
    `${long}2`,
    "\ud800",
    "\ud801",
    "é",
    "e\u0301",
  ];
  expect(new Set(identities.map(identityKey)).size).toBe(identities.length);
  expect(identityKey("7f3c-11/ab:c d")).toBe("7f3c-11/ab:c d");
  expect(identityKey(identityKey(`${long}1`))).toBe(identityKey(`${long}1`));
});

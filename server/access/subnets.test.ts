import { expect, test } from "vitest";
import { isIn, isLoopback } from "./subnets.ts";

test.each([
  ["127.0.0.1", true],
  ["127.9.9.9", true],
  ["::1", true],
  ["::ffff:127.0.0.1", true],
  ["10.0.0.1", false],
  ["0.0.0.0", false],
  ["8.8.8.8", false],
])("%s is this machine: %s", (address, own) => {
  expect(isLoopback(address)).toBe(own);
});

test("what is no address is in nothing", () => {
  for (const text of ["", "localhost", "127.1", "10.0.0.1:80"]) expect(isIn(text, ["0.0.0.0/0", "::/0"])).toBe(false);
});

import { expect, test } from "vitest";
import { headerNumber } from "./header-number.ts";

const bytes = (...values: readonly number[]) =>
  headerNumber({ type: "bytes", wire: "bytes", text: Buffer.from(values).toString("base64") });

test("int32, int64 and Java's shortest integers are read by their length, digits as digits", () => {
  expect(bytes(0, 0, 0, 4)).toBe(4);
  expect(bytes(0, 0, 0, 0, 0, 0, 0x10, 0x92)).toBe(4_242);
  expect(bytes(0x01, 0xa2, 0x06, 0x9c, 0xb1, 0xf8)).toBe(1_795_407_262_200);
  expect(bytes(0xff)).toBe(-1);
  expect(bytes(...Buffer.from("4242"))).toBe(4_242);
  expect(headerNumber({ type: "string", wire: "bytes", text: "42" })).toBe(42);
});

test("four digits as bytes would be a number that no partition or offset has", () => {
  expect(Buffer.from("0000").readInt32BE()).toBeGreaterThanOrEqual(808_464_432);
});

test("what is no number, or none that is exact, is unknown", () => {
  expect(bytes()).toBeNull();
  expect(bytes(0x7f, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff)).toBeNull();
  expect(bytes(...Buffer.from("not a number"))).toBeNull();
  expect(headerNumber({ type: "void", wire: "null", text: null })).toBeNull();
});

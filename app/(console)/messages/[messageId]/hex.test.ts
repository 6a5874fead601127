import { expect, test } from "vitest";
import { bytesOf, hexLines } from "./hex";

test("offset, bytes and what is printable; the last line is padded", () => {
  expect(hexLines(bytesOf({ base64: null, text: "Zoë\n0123456789abc!" }))).toEqual([
    "00000000  5a 6f c3 ab 0a 30 31 32 33 34 35 36 37 38 39 61  Zo...0123456789a",
    "00000010  62 63 21                                         bc!",
  ]);
});

test("bytes that are no text", () => {
  expect([...bytesOf({ base64: "AP8=", text: "unpacked" })]).toEqual([0, 255]);
});

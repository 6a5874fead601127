import { expect, test } from "vitest";
import { printBytes, textOf, textOfStart } from "./text.ts";

const euro = Buffer.from("a€");

test("bytes are text only when all of them are UTF-8; a mark at the start stays", () => {
  expect([euro, Buffer.from([0xff]), euro.subarray(0, 2), Buffer.from("\ufeffa")].map(textOf)).toEqual(["a€", null, null, "\ufeffa"]);
});

test("a text that was cut leaves out the character that the cut went through, and forgives nothing else", () => {
  expect([euro.subarray(0, 3), Buffer.from([0x61, 0xff, 0x61])].map(textOfStart)).toEqual(["a", null]);
});

test("bytes for a JSON line: text, or base64", () => {
  expect([euro, Buffer.from([0xff]), Buffer.alloc(0)].map(printBytes)).toEqual([{ text: "a€" }, { base64: "/w==" }, { text: "" }]);
});

import { expect, test } from "vitest";
import { printBytes } from "./text.ts";

test("bytes for a JSON line: text only when all of them are UTF-8, else base64; a mark at the start stays", () => {
  expect([Buffer.from("a€"), Buffer.from([0xff]), Buffer.alloc(0), Buffer.from("\ufeffa")].map(printBytes)).toEqual([
    { text: "a€" },
    { base64: "/w==" },
    { text: "" },
    { text: "\ufeffa" },
  ]);
});

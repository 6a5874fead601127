import { expect, test } from "vitest";
import { compareHeaders } from "./compare-headers";

const header = (name: string, text: string) => ({ name, value: { type: "string" as const, wire: "longstr", text } });
const fates = (before: string[], after: string[]) =>
  compareHeaders(
    before.map((text) => header(text.slice(0, 1), text.slice(1))),
    after.map((text) => header(text.slice(0, 1), text.slice(1))),
  ).map(({ header: { name, value }, fate, was }) => `${name}${value.text} ${fate}${was ? ` from ${was.text}` : ""}`);

test("kept, changed, added and removed", () => {
  expect(fates(["a1", "b1", "c1"], ["a1", "b2", "d1"])).toEqual(["a1 kept", "b2 changed from 1", "d1 added", "c1 removed"]);
});

test("of duplicates the one that stayed is kept", () => {
  expect(fates(["a1", "a2"], ["a2"])).toEqual(["a2 kept", "a1 removed"]);
  expect(fates(["a1"], ["a1", "a1"])).toEqual(["a1 kept", "a1 added"]);
});

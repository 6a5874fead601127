import { expect, test } from "vitest";
import { textHeader } from "../sources/json-head.ts";
import { readReplayMark } from "./replay-mark.ts";

const mark = { replayId: 3, itemId: 5, lineageId: 7 };
const headers = (replay: string, attempt: string, lineage: string) => [
  textHeader("x-redrive-replay", replay),
  textHeader("x-redrive-attempt", attempt),
  textHeader("x-redrive-lineage", lineage),
];

test("the headers of a replay are read, alone or as one", () => {
  expect(readReplayMark([textHeader("other", "1"), ...headers("3", "5", "7")])).toEqual(mark);
  expect(readReplayMark([textHeader("x-redrive", `{"replay":"3","attempt":"5","count":"1","lineage":"7"}`)])).toEqual(mark);
});

test.each([
  ["nothing", []],
  ["a part", headers("3", "5", "7").slice(1)],
  ["no numbers", headers("3", "five", "7")],
  ["zero", headers("3", "0", "7")],
  ["a number beyond what ids can be", headers("3", "99999999999999999999", "7")],
  ["a fraction", headers("3", "5.5", "7")],
  ["JSON that is none", [textHeader("x-redrive", "{")]],
  ["JSON of another kind", [textHeader("x-redrive", "null")]],
  ["JSON with a prototype", [textHeader("x-redrive", `{"__proto__":{"replay":"3","attempt":"5","lineage":"7"}}`)]],
])("%s is no mark", (_name, list) => {
  expect(readReplayMark(list)).toBeNull();
});

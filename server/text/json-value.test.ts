import fc from "fast-check";
import { expect, test } from "vitest";
import { cpuMs } from "../testing/cpu-ms.ts";
import { isJson } from "./json-scan.ts";
import { ExactNumber, isCut, readFront, readJson, writtenAt } from "./json-value.ts";

/** As JSON.parse would have it. */
function plain(value: unknown): unknown {
  if (value instanceof ExactNumber) return Number(value.digits);
  if (Array.isArray(value)) return value.map(plain);
  if (typeof value !== "object" || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([name, member]) => [name, plain(member)]));
}

test("it reads what JSON.parse reads", () => {
  fc.assert(
    fc.property(fc.json(), (text) => {
      expect(plain(readJson(text))).toEqual(JSON.parse(text));
    }),
  );
});

test("numbers are exact, whatever stands beside them", () => {
  const json = readJson('{"a":23958446825181076828,"b":12.50,"c":1e400,"d":-0,"e":999999999999999,"n":1,"n":[2]}') as Record<
    string,
    unknown
  >;
  expect(Object.values(json)).toEqual([
    new ExactNumber("23958446825181076828"),
    new ExactNumber("12.50"),
    new ExactNumber("1e400"),
    new ExactNumber("-0"),
    999_999_999_999_999,
    [2],
  ]);
});

test("a member is cut as it is written, repeated keys and white space in it included; of repeated members the last", () => {
  const json = readJson('{"x":1, "a" : {"k":1.0, "k":2} ,"list":[ [1.50 ],"\\u00e9"],"x":2e0}') as Record<string, unknown>;
  expect([writtenAt(json, "a"), writtenAt(json, "x"), writtenAt(json["list"], 0), writtenAt(json["list"], 1)]).toEqual([
    '{"k":1.0, "k":2}',
    "2e0",
    "[1.50 ]",
    '"\\u00e9"',
  ]);
  expect([writtenAt(json, "absent"), writtenAt({ a: 1 }, "a"), writtenAt(null, "a")]).toEqual([null, null, null]);
});

test("any member of any object is cut as it is written", () => {
  fc.assert(
    fc.property(fc.dictionary(fc.string(), fc.json()), (members) => {
      const text = `{${Object.entries(members).map(([name, value]) => `${JSON.stringify(name)}:${value}`)}}`;
      const json = readJson(text);
      for (const [name, value] of Object.entries(members)) expect(writtenAt(json, name)).toBe(value.trim());
    }),
  );
});

test("of a text that was cut the members before the cut are known, and no half one", () => {
  expect(plain(readFront('{"a":1,"b":[1,2],"c":123'))).toEqual({ a: 1, b: [1, 2] });
  expect(plain(readFront('{"a":1,"b":{"c":1'))).toEqual({ a: 1 });
  expect([readFront("12"), readJson('{"a":1'), readJson('{"a":1} x'), readJson("")]).toEqual([undefined, undefined, undefined, undefined]);
});

test("nobody's prototype is reached, and what is not looked at is not made", () => {
  const json = readJson('{"__proto__":{"polluted":1},"constructor":{}}') as object;
  expect(Object.keys(json)).toEqual(["__proto__", "constructor"]);
  expect(({} as Record<string, unknown>)["polluted"]).toBeUndefined();
  const deep = readJson(`{"a":${"[".repeat(100_000)}${"]".repeat(100_000)}}`) as { a: unknown[] };
  expect(deep.a).toHaveLength(1);
});

test("an object with more members than are read says so", () => {
  const many = (n: number) => readJson(`{${Array.from({ length: n }, (_, at) => `"k${at}":${at}`)}}`);
  expect([isCut(many(100_000)), isCut(many(100_001)), isCut([]), isCut(null)]).toEqual([false, true, false, false]);
});

test("what lies beyond the members that are read costs a walk and nothing more", () => {
  const text = `{${'"\\u0061bcd":1,'.repeat(1_000_000)}"a":1}`;
  const walk = cpuMs(() => isJson(text));
  expect(cpuMs(() => readJson(text))).toBeLessThan(5 * walk + 200);
});

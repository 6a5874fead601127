import fc from "fast-check";
import { expect, test } from "vitest";
import { textHeader } from "../json-head.ts";
import { headOf, sqsCodec } from "./head.ts";
import { attributesOf } from "./problem.ts";

const attribute = fc.oneof(
  fc.record({ DataType: fc.constantFrom("String", "String.uuid"), StringValue: fc.string({ minLength: 1, unit: "grapheme" }) }),
  fc.record({
    DataType: fc.constantFrom("Number", "Number.int", "Number.Überlänge"),
    StringValue: fc.oneof(fc.bigInt({ min: -(10n ** 37n), max: 10n ** 37n }).map(String), fc.constantFrom(".5", "+1", "1.", "1e126", "-0")),
  }),
  fc.record({ DataType: fc.constantFrom("Binary", "Binary.png"), BinaryValue: fc.uint8Array({ minLength: 1 }) }),
);
const name = fc.oneof(fc.stringMatching(/^[a-z_-]{1,12}$/), fc.constantFrom("__proto__", "constructor", "toString", "10", "2"));

test("attributes of every type, custom suffixes among them, are sent as they came", () => {
  fc.assert(
    fc.property(fc.uniqueArray(fc.tuple(name, attribute), { selector: ([key]) => key, maxLength: 9 }), (pairs) => {
      const head = headOf("q", { MessageAttributes: fromPairs(pairs) });
      const { headers, properties } = sqsCodec.decode(head);
      const replayed = sqsCodec.change(head, { strip: [], add: [{ name: "x-redrive-replay", text: "1" }] });
      const came = Object.entries(fromPairs(pairs)).map(plain).toSorted();
      const sent = (bytes: Uint8Array) => Object.entries(attributesOf(bytes).attributes).map(plain).toSorted();
      expect(sent(head)).toEqual(came);
      expect(sent(sqsCodec.edit(head, { headers, properties }))).toEqual(came);
      expect(sent(replayed)).toEqual([...came, "x-redrive-replay String 1"].toSorted());
    }),
  );
});

test("the group of a message is its key, and is kept by a replay", () => {
  const head = headOf("q.fifo", { Attributes: { MessageGroupId: "ord-1", SentTimestamp: "1" } });
  const strip = sqsCodec.strips(head);
  expect(strip).toMatchObject([{ of: "property", name: "SentTimestamp" }]);
  expect(attributesOf(sqsCodec.change(head, { strip, add: [] })).group).toBe("ord-1");
});

test.each([
  ["void", { type: "void", wire: "void", text: null }, /of type void; this broker has string, decimal, bytes/],
  ["a table", { type: "table", wire: "table", text: null, fields: [] }, /of type table/],
  ["an array", { type: "array", wire: "array", text: null, items: [] }, /of type array/],
  ["nothing", { type: "string", wire: "String", text: "" }, /does not read as string/],
  ["a control character", { type: "string", wire: "String", text: "a\u0001" }, /does not read as string/],
  ["a word for a number", { type: "decimal", wire: "Number", text: "ten" }, /does not read as decimal/],
] as const)("an edit to %s is refused in words", (_what, value, words) => {
  const head = headOf("q", {});
  expect(() => sqsCodec.edit(head, { headers: [{ name: "x", value }], properties: [] })).toThrow(words);
});

test("an edit may give a value another type: the data type follows", () => {
  const head = headOf("q", { MessageAttributes: { n: { DataType: "Number.int", StringValue: "7" } } });
  const edited = sqsCodec.edit(head, {
    headers: [{ name: "n", value: { type: "string", wire: "string", text: "seven" } }],
    properties: [],
  });
  expect(attributesOf(edited).attributes).toEqual({ n: { DataType: "String", StringValue: "seven" } });
  const stale = sqsCodec.edit(head, {
    headers: [{ name: "n", value: { type: "string", wire: "Number.int", text: "seven" } }],
    properties: [],
  });
  expect(attributesOf(stale).attributes).toEqual({ n: { DataType: "String", StringValue: "seven" } });
});

test.each(["AWS.x", "a..b", ".a", "ä", "a b", "", "x".repeat(257)])(
  "an edit to a header named %j is refused with the names that are allowed",
  (named) => {
    const headers = [{ name: named, value: { type: "string" as const, wire: "String", text: "x" } }];
    expect(() => sqsCodec.edit(headOf("q", {}), { headers, properties: [] })).toThrow(/no attribute.*letters, digits/);
  },
);

test("an edit moves a message to another group; what SQS writes itself cannot be edited", () => {
  const head = headOf("q.fifo", { Attributes: { MessageGroupId: "ord-1", SentTimestamp: "1" } });
  const { headers, properties } = sqsCodec.decode(head);
  const to = (of: string, text: string) =>
    sqsCodec.edit(head, {
      headers,
      properties: properties.map((one) => (one.name === of ? { ...one, value: { ...one.value, text } } : one)),
    });
  expect(attributesOf(to("MessageGroupId", "ord-2")).group).toBe("ord-2");
  expect(() => to("MessageGroupId", "ord 2")).toThrow(/1 to 128/);
  expect(() => to("SentTimestamp", "2")).toThrow(/itself writes "SentTimestamp".*MessageGroupId, AWSTraceHeader/);
});

test("an edit that names two headers alike is refused: one would be lost", () => {
  const twice = [textHeader("x", "1"), textHeader("x", "2")];
  expect(() => sqsCodec.edit(headOf("q", {}), { headers: twice, properties: [] })).toThrow(/two headers "x"/);
});

function fromPairs<Value>(pairs: readonly (readonly [string, Value])[]): Record<string, Value> {
  const record: Record<string, Value> = Object.create(null);
  for (const [key, value] of pairs) record[key] = value;
  return record;
}

function plain([key, value]: readonly [
  string,
  { DataType?: string | undefined; StringValue?: string | undefined; BinaryValue?: Uint8Array | undefined },
]): string {
  return `${key} ${value.DataType} ${value.StringValue ?? Buffer.from(value.BinaryValue ?? []).toString("hex")}`;
}

test("attributes of an application that are called like a system attribute or EventBridge's stay", () => {
  const own = { SenderId: "till-3", SentTimestamp: "mine", ERROR_CODE: "E-7" };
  const attributes = Object.fromEntries(Object.entries(own).map(([name, StringValue]) => [name, { DataType: "String", StringValue }]));
  const head = headOf("q", { MessageAttributes: attributes, Attributes: { SenderId: "AIDA", SentTimestamp: "1" } });
  const { headers, properties } = sqsCodec.decode(sqsCodec.change(head, { strip: sqsCodec.strips(head), add: [] }));
  expect(headers.map(({ name }) => name).toSorted()).toEqual(Object.keys(own).toSorted());
  expect(properties).toEqual([]);
});

import fc from "fast-check";
import { describe, expect, test } from "vitest";
import type { Header, HeaderValue } from "../port.ts";
import { encodeHeader } from "./field-encode.ts";
import { scanTable } from "./field-scan.ts";
import { deathKeepingCodec, packHead, rabbitmqCodec as codec, unpackHead } from "./head.ts";
import { joinProperties, scanProperties } from "./properties.ts";
import { everyField, field, longstr, properties } from "./wire-samples.ts";

const headOf = (payload: Buffer) => packHead({ exchange: Buffer.from("orders"), routingKey: Buffer.from("eu.paid"), properties: payload });
const untyped = (name: string, text: string): Header => ({ name, value: { type: "string", wire: "", text } });
const names = (head: Uint8Array) => codec.decode(head).headers.map((header) => header.name);

describe("decode", () => {
  test.each(everyField)("reads $wire as $type $text", ({ bytes, type, wire, text }) => {
    const head = codec.decode(headOf(properties({ headers: [field("k", bytes)] })));
    expect(head.problem).toBeNull();
    expect(head.headers).toMatchObject([{ name: "k", value: { type, wire, text } }]);
  });

  test("keeps order, duplicates and names that are no UTF-8", () => {
    const head = codec.decode(headOf(properties({ headers: ["b", "__proto__", "!", "b", "9"].map((name) => field(name, longstr("1"))) })));
    expect(head.headers.map((header) => header.name)).toEqual(["b", "__proto__", "!", "b", "9"]);
    const broken = codec.decode(headOf(properties({ headers: [field(Buffer.of(0xff, 0x41), longstr("1"))] })));
    expect(broken.headers[0]).toMatchObject({ name: "\ufffdA", nameBytes: Buffer.of(0xff, 0x41).toString("base64") });
  });

  test("shows the address and the properties", () => {
    const payload = properties({ "content-type": "application/json", "delivery-mode": 2, timestamp: 1_700_000_000n, "message-id": "m-1" });
    expect(codec.decode(headOf(payload))).toEqual({
      key: null,
      address: { exchange: "orders", routingKey: "eu.paid" },
      headers: [],
      properties: [
        { name: "content-type", value: { type: "string", wire: "shortstr", text: "application/json" } },
        { name: "delivery-mode", value: { type: "uint8", wire: "octet", text: "2" } },
        { name: "message-id", value: { type: "string", wire: "shortstr", text: "m-1" } },
        { name: "timestamp", value: { type: "timestamp", wire: "timestamp", text: "2023-11-14T22:13:20.000Z" } },
      ],
      problem: null,
    });
  });

  test("shows nesting without end as bytes", () => {
    const depth = 20_000;
    const opens = Array.from({ length: depth }, (_, at) => Buffer.concat([Buffer.from("A"), length32(5 * (depth - 1 - at) + 1)]));
    const value = Buffer.concat([...opens, Buffer.from("V")]);
    const head = headOf(properties({ headers: [field("deep", value)] }));
    expect(codec.decode(head).problem).toBeNull();
    expect(codec.change(head, { strip: [{ of: "header", name: "other" }], add: [] })).toEqual(head);
  });

  test("says what it could not read", () => {
    const head = headOf(properties({ headers: [field("good", longstr("1")), field("odd", Buffer.from("Q????"))] }));
    expect(codec.decode(head)).toMatchObject({ headers: [{ name: "good" }], problem: expect.stringContaining("unknown type") });
    expect(codec.change(head, { strip: [{ of: "header", name: "good" }], add: [] })).toEqual(head);
    expect(() => codec.edit(head, { headers: [], properties: [] })).toThrow(/body can be edited/);
  });
});

describe("change", () => {
  test("takes every duplicate, appends, and leaves the rest byte for byte", () => {
    const kept = [field("b", everyField[0]!.bytes), field("b", longstr(Buffer.of(0xff)))];
    const head = headOf(properties({ headers: [field("x-death", longstr("1")), ...kept, field("x-death", longstr("2"))] }));
    const changed = codec.change(head, { strip: [{ of: "header", name: "x-death" }], add: [{ name: "x-redrive-replay", text: "r" }] });
    expect(Buffer.from(changed)).toEqual(headOf(properties({ headers: [...kept, field("x-redrive-replay", longstr("r"))] })));
    const again = codec.change(changed, { strip: [], add: [{ name: "x-redrive-replay", text: "s" }] });
    expect(names(again)).toEqual(["b", "b", "x-redrive-replay"]);
  });

  test("tells an empty header table from none", () => {
    const [empty, none] = [headOf(properties({ headers: [] })), headOf(properties({}))];
    expect(Buffer.from(codec.change(empty, { strip: [{ of: "header", name: "a" }], add: [] }))).toEqual(empty);
    expect(Buffer.from(codec.change(none, { strip: [{ of: "header", name: "a" }], add: [] }))).toEqual(none);
    const only = headOf(properties({ headers: [field("x-death", longstr("1"))] }));
    expect(Buffer.from(codec.change(only, { strip: [{ of: "header", name: "x-death" }], add: [] }))).toEqual(empty);
  });

  test("strips a property or the header that an application has given its name, each alone", () => {
    const both = headOf(properties({ expiration: "1", headers: [field("expiration", longstr("mine"))] }));
    const [property, header] = [
      { of: "property", name: "expiration" },
      { of: "header", name: "expiration" },
    ] as const;
    expect(codec.decode(codec.change(both, { strip: [property], add: [] }))).toMatchObject({
      properties: [],
      headers: [{ name: "expiration" }],
    });
    expect(codec.decode(codec.change(both, { strip: [header], add: [] }))).toMatchObject({
      properties: [{ name: "expiration" }],
      headers: [],
    });
    expect(codec.strips(both)).toMatchObject([property]);
  });
});

describe("strips", () => {
  test("names what the protocol forbids, with reasons", () => {
    const carried = [
      "x-death",
      "x-first-death-queue",
      "x-last-death-reason",
      "x-delivery-count",
      "x-acquired-count",
      "CC",
      "BCC",
      "x-opt-a",
      "cc",
    ];
    const payload = properties({ "user-id": "u", expiration: "5", headers: carried.map((name) => field(name, longstr("1"))) });
    const found = codec.strips(headOf(payload));
    expect(found.map(({ name }) => name)).toEqual(["expiration", "user-id", ...carried.slice(0, -1)]);
    for (const { why } of found) expect(why).toMatch(/\.$/);
  });

  test("leaves the deaths where they are wanted, unless a client made them up", () => {
    const table = Buffer.concat([Buffer.of(0x46), uint32(0)]);
    const list = (item: Buffer) => Buffer.concat([Buffer.of(0x41), uint32(item.length), item]);
    const namesFor = (value: Buffer) => {
      const payload = properties({
        headers: [field("x-death", value), field("x-first-death-queue", longstr("q")), field("BCC", longstr("q"))],
      });
      return deathKeepingCodec.strips(headOf(payload)).map(({ name }) => name);
    };
    expect(namesFor(list(table))).toEqual(["BCC"]);
    expect(namesFor(list(longstr("forged")))).toEqual(["x-death", "x-first-death-queue", "BCC"]);
    expect(namesFor(longstr("forged"))).toEqual(["x-death", "x-first-death-queue", "BCC"]);
  });
});

function uint32(n: number): Buffer {
  const bytes = Buffer.alloc(4);
  bytes.writeUInt32BE(n);
  return bytes;
}

describe("edit", () => {
  test("keeps the exact bytes of headers that were not edited, whatever their spelling", () => {
    const odd = [field("truth", Buffer.of(0x74, 2))];
    const payload = properties({ headers: [...odd, ...everyField.map(({ bytes }, at) => field(`k${at}`, bytes))] });
    const view = codec.decode(headOf(payload));
    const headers = view.headers.map((header) => (header.name === "k0" ? untyped("k0", "edited") : header));
    const edited = codec.edit(headOf(payload), { headers, properties: view.properties });
    const expected = [...odd, field("k0", longstr("edited")), ...everyField.slice(1).map(({ bytes }, at) => field(`k${at + 1}`, bytes))];
    expect(Buffer.from(edited)).toEqual(headOf(properties({ headers: expected })));
  });

  const bad: [string, HeaderValue][] = [
    ["int8", { type: "int8", wire: "int8", text: "128" }],
    ["int64", { type: "int64", wire: "int64", text: "9223372036854775808" }],
    ["uint64", { type: "uint64", wire: "", text: "1" }],
    ["double", { type: "double", wire: "double", text: "NaN" }],
    ["float", { type: "float", wire: "float", text: "1e40" }],
    ["decimal", { type: "decimal", wire: "decimal", text: "42949672.960" }],
    ["bool", { type: "bool", wire: "boolean", text: "yes" }],
    ["timestamp", { type: "timestamp", wire: "timestamp", text: "yesterday" }],
    ["bytes", { type: "bytes", wire: "byte array", text: "%%%" }],
    ["table", { type: "table", wire: "table", text: null, fields: [{ name: "in", value: { type: "int8", wire: "", text: "" } }] }],
  ];
  test.each(bad)("refuses a wrong %s and names the header", (_type, value) => {
    const edited = () => codec.edit(headOf(properties({})), { headers: [{ name: "amount", value }], properties: [] });
    expect(edited).toThrow(expect.objectContaining({ name: "BrokerError", code: "invalid", message: expect.stringContaining('"amount') }));
  });

  test("refuses a property that AMQP does not have, one given twice, one too long", () => {
    const property = (name: string, text: string) => ({ name, value: { type: "string" as const, wire: "shortstr", text } });
    for (const given of [
      [property("colour", "red")],
      [property("type", "a"), property("type", "b")],
      [property("type", "x".repeat(256))],
    ]) {
      expect(() => codec.edit(headOf(properties({})), { headers: [], properties: given })).toThrow(/allowed|one value/);
    }
  });
});

describe("any bytes", () => {
  test("never throw, and are kept", () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 200 }), (bytes) => {
        for (const head of [bytes, headOf(Buffer.from(bytes)), headOf(Buffer.concat([Buffer.of(0x20, 0, 0, 0, 0, bytes.length), bytes]))]) {
          codec.decode(head);
          codec.strips(head);
          expect(codec.change(head, { strip: [], add: [] })).toEqual(head);
        }
      }),
      { numRuns: 2_000 },
    );
  });

  const text = fc.string({ unit: "binary", maxLength: 20 });
  const integer = (type: "int8" | "int16" | "int32" | "int64" | "uint8" | "uint16" | "uint32", bits: bigint, signed: boolean) =>
    fc
      .bigInt(signed ? { min: -(1n << (bits - 1n)), max: (1n << (bits - 1n)) - 1n } : { min: 0n, max: (1n << bits) - 1n })
      .map((number): HeaderValue => ({ type, wire: type, text: String(number) }));
  const { value } = fc.letrec<{ value: HeaderValue }>((tie) => ({
    value: fc.oneof(
      { maxDepth: 3 },
      text.map((string): HeaderValue => ({ type: "string", wire: "longstr", text: string })),
      integer("int8", 8n, true),
      integer("uint8", 8n, false),
      integer("int16", 16n, true),
      integer("uint16", 16n, false),
      integer("int32", 32n, true),
      integer("uint32", 32n, false),
      integer("int64", 64n, true),
      fc
        .double({ noNaN: true, noDefaultInfinity: true })
        .map((n): HeaderValue => ({ type: "double", wire: "double", text: Object.is(n, -0) ? "-0" : String(n) })),
      fc
        .uint8Array({ maxLength: 9 })
        .map((raw): HeaderValue => ({ type: "bytes", wire: "byte array", text: Buffer.from(raw).toString("base64") })),
      fc.constant<HeaderValue>({ type: "void", wire: "void", text: null }),
      fc.array(tie("value"), { maxLength: 3 }).map((items): HeaderValue => ({ type: "array", wire: "array", text: null, items })),
      fc
        .array(fc.tuple(text, tie("value")), { maxLength: 3 })
        .map((all): HeaderValue => ({ type: "table", wire: "table", text: null, fields: all.map(([name, of]) => ({ name, value: of })) })),
    ),
  }));

  test("headers come back as they were written, and encode to the same bytes", () => {
    fc.assert(
      fc.property(fc.array(fc.tuple(text, value), { maxLength: 5 }), (pairs) => {
        const headers = pairs.map(([name, of]): Header => ({ name, value: of }));
        const head = codec.edit(headOf(properties({})), { headers, properties: [] });
        expect(codec.decode(head).headers).toEqual(headers);
        const again = Buffer.concat(codec.decode(head).headers.map((header) => encodeHeader(header)));
        expect(Buffer.concat(scanTable(again).entries.map((entry) => entry.raw))).toEqual(again);
        const { properties: payload } = unpackHead(head)!;
        expect(joinProperties(scanProperties(payload))).toEqual(payload);
        if (headers.length > 0) expect(payload.subarray(6)).toEqual(again);
      }),
      { numRuns: 500 },
    );
  });
});

function length32(length: number): Buffer {
  const bytes = Buffer.alloc(4);
  bytes.writeUInt32BE(length);
  return bytes;
}

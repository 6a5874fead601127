import { describe, expect, test } from "vitest";
import type { Header } from "../port.ts";
import { orderedText } from "../position.ts";
import { kafkaCodec, packHead, type RawHead } from "./head.ts";
import { type WireHeader, writeWireHeaders } from "./wire-headers.ts";

const bytes = (text: string) => Buffer.from(text, "latin1");
const edge: readonly WireHeader[] = [
  { name: bytes("b"), value: bytes("1") },
  { name: bytes("7"), value: bytes("numeric name") },
  { name: bytes("b"), value: bytes("2") },
  { name: bytes("__proto__"), value: bytes("x") },
  { name: bytes(""), value: bytes("") },
  { name: bytes("none"), value: null },
  { name: bytes("int32"), value: Buffer.of(0, 0, 0, 4) },
  { name: Buffer.of(0xff, 0xfe), value: Buffer.of(0xff, 0x00) },
  { name: bytes("big"), value: Buffer.alloc(70_000, 0x61) },
];

function head(fields: Partial<RawHead> = {}) {
  return packHead({
    topic: "orders-dlt",
    partition: 2,
    offset: 9_007_199_254_740_993n,
    timestamp: 1_790_000_000_000n,
    appendTime: false,
    key: bytes("ord-1"),
    rawHeaders: writeWireHeaders(edge),
    ...fields,
  });
}

describe("the head of a Kafka record", () => {
  test("shows names, order, duplicates, nulls and bytes as they are", () => {
    const { key, address, headers, problem } = kafkaCodec.decode(head());
    expect(problem).toBeNull();
    expect(Buffer.from(key ?? [])).toEqual(bytes("ord-1"));
    expect(address).toMatchObject({ topic: "orders-dlt", partition: "2", offset: "9007199254740993" });
    expect(headers.map(({ name }) => name)).toEqual(["b", "7", "b", "__proto__", "", "none", "int32", "\ufffd\ufffd", "big"]);
    const valueOf = (name: string) => headers.find((header) => header.name === name)?.value;
    expect(valueOf("none")).toEqual({ type: "void", wire: "null", text: null });
    expect(valueOf("int32")).toEqual({ type: "bytes", wire: "bytes", text: "AAAABA==" });
  });

  test.each([[null], [Buffer.alloc(0)]])("tells no key from an empty one: %s", (key) => {
    expect(kafkaCodec.decode(head({ key })).key).toEqual(key);
  });

  test("edited into what it was, it is the same bytes; what cannot be a header is refused by name", () => {
    const { headers } = kafkaCodec.decode(head());
    expect(Buffer.from(kafkaCodec.edit(head(), { headers, properties: [] }))).toEqual(head());
    const odd: Header = { name: "n", value: { type: "int32", wire: "int32", text: "4" } };
    expect(() => kafkaCodec.edit(head(), { headers: [odd], properties: [] })).toThrow('Header "n"');
  });

  test("a change takes every header of a name, adds at the end, and leaves all else byte for byte", () => {
    const changed = kafkaCodec.change(head(), { strip: [{ of: "header", name: "b" }], add: [{ name: "x-redrive-replay", text: "1" }] });
    const rest = [...edge.filter(({ name }) => name.toString() !== "b"), { name: bytes("x-redrive-replay"), value: bytes("1") }];
    expect(Buffer.from(changed)).toEqual(head({ rawHeaders: writeWireHeaders(rest) }));
  });

  test("a distance is the number of positions from one up to another, however many digits they have, and never below none", () => {
    const distance = (from: number, to: number) => kafkaCodec.log?.distance(orderedText(from), orderedText(to));
    expect([distance(9, 10), distance(0, 1_000), distance(7, 7), distance(10, 9)]).toEqual([1, 1_000, 0, 0]);
  });

  test("bytes that are no headers are said to be none", () => {
    expect(kafkaCodec.decode(head({ rawHeaders: Buffer.of(0x7f, 0x01) })).problem).toMatch(/\S/);
    expect(kafkaCodec.decode(Buffer.of(9)).problem).toBe("These bytes are no Kafka head.");
  });
});

import { brotliCompressSync, deflateSync, gzipSync, zstdCompressSync } from "node:zlib";
import fc from "fast-check";
import { expect, test } from "vitest";
import type { Head, Header, HeaderValue } from "../sources/port.ts";
import { fitsAll, lookedAt, type ReadTerm } from "./fits.ts";

const event =
  '{"id":23958446825181076828,"city":"\\u6771\\u4eac","note":"注文失敗","price":12.50,"paid":true,"by":null,"a.b":{"":1},"items":[{"sku":"A-1"},"a\\"b"]}';
const empty: Head = { key: null, address: {}, headers: [], properties: [], problem: null };

function text(name: string, value: string): Header {
  return { name, value: { type: "string", wire: "string", text: value } };
}

function read(term: Partial<ReadTerm>, body: Uint8Array | string | null, head: Partial<Head> | null = {}): string {
  const whole = typeof body === "string" ? Buffer.from(body) : body;
  const cut = whole !== null && whole.length > lookedAt;
  const bytes = { head: head && { ...empty, ...head }, body: cut ? whole.subarray(0, lookedAt) : whole, cut };
  return fitsAll([{ of: "body", path: [], value: "", negated: false, ...term }], bytes);
}

const field = (path: readonly string[], value: string, body: Uint8Array | string | null = event, head: Partial<Head> = {}) =>
  read({ of: "payload", path, value }, body, head);

test.each<readonly [readonly string[], string, string]>([
  [["city"], "東京", "fits"],
  [["city"], "東*", "fits"],
  [["city"], "\\u6771*", "not"],
  [["id"], "23958446825181076828", "fits"],
  [["id"], "23958446825181080000", "not"],
  [["price"], "12.50", "fits"],
  [["price"], "12.5", "not"],
  [["paid"], "true", "fits"],
  [["by"], "null", "fits"],
  [["a.b", ""], "1", "fits"],
  [["items", "0", "sku"], "A-1", "fits"],
  [["items", "0", "sku"], "a-1", "not"],
  [["items", "1"], 'a"b', "fits"],
  [["items", "length"], "*", "not"],
  [["items", "0"], '{"sku":"A-1"}', "fits"],
  [["items"], "*A-1*", "fits"],
  [["__proto__"], "*", "not"],
  [["nothing"], "*", "not"],
])("the field %j is shown as %s: %s", (path, value, said) => {
  expect(field(path, value)).toBe(said);
  expect(read({ of: "payload", path, value, negated: true }, event)).toBe(said === "fits" ? "not" : "fits");
});

test.each([
  ["gzip", gzipSync(event), []],
  ["zlib", deflateSync(event), []],
  ["zstd", zstdCompressSync(event), []],
  ["br", brotliCompressSync(event), [text("content-encoding", "br")]],
  ["gzip in base64", Buffer.from(gzipSync(event).toString("base64")), []],
  ["base64", Buffer.from(Buffer.from(event).toString("base64")), []],
  ["UTF-16LE", Buffer.from(event, "utf16le"), []],
  ["UTF-8 with BOM", Buffer.concat([Buffer.of(0xef, 0xbb, 0xbf), Buffer.from(event)]), []],
])("a body in %s is searched as the page shows it", (_, body, headers) => {
  expect(field(["id"], "23958446825181076828", body, { headers })).toBe("fits");
  expect(read({ value: "東京" }, body, { headers })).toBe("fits");
  expect(read({ value: "注文失敗" }, body, { headers })).toBe("fits");
  expect(read({ value: "東海" }, body, { headers })).toBe("not");
});

test("Latin-1 is read where it is declared, and only there", () => {
  const body = Buffer.from('{"city":"München"}', "latin1");
  const properties = [text("content-type", "application/json; charset=iso-8859-1")];
  expect(read({ value: "MÜNCHEN" }, body, { properties })).toBe("fits");
  expect(field(["city"], "München", body, { properties })).toBe("fits");
  expect(read({ value: "münchen" }, body)).toBe("not");
});

test.each([
  ["NOTE", "fits"],
  ['"price":12.50', "fits"],
  ["*price*12.50", "fits"],
  ["paid*price", "not"],
  ["\\u6771", "fits"],
  ['a"b', "fits"],
  ["%", "not"],
  ["[", "fits"],
])("the body holds %s: %s", (value, said) => {
  expect(read({ value }, event)).toBe(said);
  expect(read({ value, negated: true }, event)).toBe(said === "fits" ? "not" : "fits");
});

test("escapes are JSON's alone: in other text a backslash is a backslash", () => {
  expect(read({ value: "路径" }, "path \\u8def\\u5f84")).toBe("not");
  expect(read({ value: "\\u8def" }, "path \\u8def\\u5f84")).toBe("fits");
  expect(read({ value: "東" }, '["\\\\u6771"]')).toBe("not");
});

test.each([null, "", Buffer.of(0xff, 0xfe, 0x00), Buffer.from(event, "latin1").subarray(0, 20)])(
  "a body without text or fields holds nothing: %j",
  (body) => {
    expect(read({ value: "注文" }, body)).toBe("not");
    expect(field(["city"], "*", body)).toBe("not");
    expect(read({ of: "payload", path: ["city"], value: "*", negated: true }, body)).toBe("fits");
  },
);

test("beyond the bound nobody has looked: what is not found before is unread, for both signs", () => {
  const rest = "x".repeat(lookedAt);
  const long = `{"first":"near","rest":"${rest}","last":"far"}`;
  for (const body of [long, gzipSync(long)]) {
    expect(read({ value: "near" }, body)).toBe("fits");
    expect(read({ value: "near", negated: true }, body)).toBe("not");
    expect(read({ value: "far" }, body)).toBe("unread");
    expect(read({ value: "far", negated: true }, body)).toBe("unread");
    expect(field(["first"], "near", body)).toBe("fits");
    expect(field(["last"], "far", body)).toBe("unread");
  }
  const terms = [
    { of: "body", path: [], value: "far", negated: false },
    { of: "header", path: ["x"], value: "1", negated: false },
  ] as const;
  expect(fitsAll(terms, { head: empty, body: Buffer.from(long).subarray(0, lookedAt), cut: true })).toBe("not");
});

const value = (type: HeaderValue["type"], shown: string | null, rest: Partial<HeaderValue> = {}): HeaderValue => ({
  type,
  wire: "",
  text: shown,
  ...rest,
});
const headers: readonly Header[] = [
  text("x-trace-id", "trace-7034-Alpha"),
  text("x-trace-id", "second"),
  text("__proto__", "p"),
  text("a b:c", "odd"),
  { name: "n", value: value("int64", "9007199254740993") },
  { name: "raw", value: value("bytes", "AQIDBA==") },
  { name: "none", value: value("void", null) },
  { name: "void", value: value("string", "") },
  {
    name: "x-death",
    value: value("array", null, {
      items: [value("table", null, { fields: [text("queue", "orders"), { name: "count", value: value("int64", "3") }] })],
    }),
  },
];

test.each([
  ["x-trace-id", "trace-7034-alpha", "fits"],
  ["X-Trace-Id", "SECOND", "fits"],
  ["x-trace-id", "trace-7034", "not"],
  ["x-trace-id", "trace-7034*", "fits"],
  ["x-*", "*7034*", "fits"],
  ["*", "odd", "fits"],
  ["a b:c", "odd", "fits"],
  ["__proto__", "p", "fits"],
  ["constructor", "*", "not"],
  ["n", "9007199254740993", "fits"],
  ["n", "9007199254740992", "not"],
  ["raw", "AQIDBA==", "fits"],
  ["raw", "aqidba==", "not"],
  ["none", "null", "fits"],
  ["void", "", "fits"],
  ["x-death", "orders", "fits"],
  ["x-death", "3", "fits"],
  ["x-death", "queue", "not"],
  ["content-type", "application/json", "fits"],
  ["missing", "*", "not"],
])("header %s is %s: %s", (name, sought, said) => {
  const head = { headers, properties: [text("content-type", "application/json")] };
  expect(read({ of: "header", path: [name], value: sought }, null, head)).toBe(said);
  expect(read({ of: "header", path: [name], value: sought, negated: true }, null, head)).toBe(said === "fits" ? "not" : "fits");
});

test("of a head that cannot be read whole, what is missing is unread", () => {
  const head = { headers: [text("x", "1")], problem: "The table ends early." };
  expect(read({ of: "header", path: ["x"], value: "1" }, null, head)).toBe("fits");
  expect(read({ of: "header", path: ["y"], value: "1" }, null, head)).toBe("unread");
  expect(read({ of: "header", path: ["y"], value: "1", negated: true }, null, null)).toBe("unread");
  expect(read({ value: "city" }, event, null)).toBe("fits");
});

test("nothing makes it throw, and a deep body costs no more than its length", () => {
  const part = fc.oneof(fc.string({ unit: "binary" }), fc.constantFrom("*", "a", "0", ""));
  fc.assert(
    fc.property(fc.uint8Array(), fc.array(part), part, fc.constantFrom("payload", "header", "body"), (body, path, sought, of) => {
      expect(["fits", "not"]).toContain(read({ of, path, value: sought }, body, { headers }));
    }),
  );
  const deep = `{"a":${"[".repeat(300_000)}${"]".repeat(300_000)}}`;
  const start = performance.now();
  expect(field(["a", "0", "0", "b"], "x", deep)).toBe("not");
  expect(field(["a"], "*[[*", deep)).toBe("fits");
  expect(read({ value: `${"*[".repeat(900)}!` }, deep)).toBe("not");
  expect(read({ value: "\\u005b" }, `"${"\\u005c".repeat(100_000)}"`)).toBe("not");
  expect(performance.now() - start).toBeLessThan(5_000);
});

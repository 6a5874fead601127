import { brotliCompressSync, deflateRawSync, deflateSync, gzipSync, zstdCompressSync } from "node:zlib";
import fc from "fast-check";
import { expect, test } from "vitest";
import { deadLetter } from "../testing/heads.ts";
import { mostUnpacked, readBytes } from "./read-bytes.ts";

const event = '{"eventId":"e-1","name":"Käthe Größer"}';
const head = (properties: { readonly [name: string]: string } = {}) => deadLetter({}, { properties }).head;
const read = (body: Buffer, properties = {}) => readBytes(head(properties), body);
const utf16 = (text: string, big = false) => (big ? Buffer.from(text, "utf16le").swap16() : Buffer.from(text, "utf16le"));
const base64 = (bytes: Buffer) => Buffer.from(bytes.toString("base64"));
const latin1 = (text: string) => Buffer.from(text, "latin1");

const packers = { gzip: gzipSync, deflate: deflateSync, br: brotliCompressSync, zstd: zstdCompressSync };
const types = { "content-type": "application/json" };

test.each<[string, Buffer, Record<string, string>, string[]]>([
  ...Object.entries(packers).map(([how, pack]): [string, Buffer, Record<string, string>, string[]] => [
    how,
    pack(event),
    { ...types, "content-encoding": how },
    [how],
  ]),
  ["raw deflate", deflateRawSync(event), { "content-encoding": "deflate" }, ["deflate"]],
  ["gzip that nothing declares", gzipSync(event), {}, ["gzip"]],
  ["zlib that nothing declares", deflateSync(event), {}, ["deflate"]],
  ["zstd that nothing declares", zstdCompressSync(event), {}, ["zstd"]],
  ["Spring's gzip:utf-8", gzipSync(event), { "content-encoding": "gzip:utf-8" }, ["gzip"]],
  ["kombu's gzip, which is zlib", deflateSync(event), { compression: "application/x-gzip" }, ["gzip"]],
  ["Rebus", gzipSync(event), { "rbs2-content-encoding": "gzip" }, ["gzip"]],
  ["declared base64", base64(Buffer.from(event)), { "content-transfer-encoding": "base64" }, ["base64"]],
  [
    "base64 in lines",
    Buffer.from(
      `${base64(Buffer.from(event))
        .toString()
        .replace(/(.{20})/g, "$1\r\n")}\n`,
    ),
    { ContentEncoding: "base64" },
    ["base64"],
  ],
  ["certain base64", base64(Buffer.from(event)), {}, ["base64"]],
  ["base64 of gzip", base64(gzipSync(event)), {}, ["base64", "gzip"]],
  ["base64 of gzip, declared in the order of HTTP", base64(gzipSync(event)), { "content-encoding": "gzip, base64" }, ["base64", "gzip"]],
  ["base64 of gzip, of which one is declared", base64(gzipSync(event)), { "content-encoding": "gzip" }, ["base64", "gzip"]],
  ["gzip of base64", gzipSync(base64(Buffer.from(event))), { "content-encoding": "gzip" }, ["gzip", "base64"]],
])("packed: %s", (_, body, properties, packing) => {
  expect(read(body, properties)).toEqual({ text: event, packing, charset: "UTF-8", whole: true, words: null });
});

test.each<[string, Buffer, Record<string, string>, string]>([
  ["UTF-8", Buffer.from(event), {}, "UTF-8"],
  ["UTF-8 with a mark", Buffer.from(`\ufeff${event}`), types, "UTF-8 with BOM"],
  ["UTF-16LE with a mark", utf16(`\ufeff${event}`), { "content-type": "text/xml; charset=utf-16" }, "UTF-16LE"],
  ["UTF-16BE with a mark", utf16(`\ufeff${event}`, true), {}, "UTF-16BE"],
  ["UTF-16LE without", utf16(event), { "content-type": "application/json; charset=utf-16le" }, "UTF-16LE"],
  ["UTF-16 that nothing declares", utf16(event), {}, "UTF-16LE"],
  ["UTF-16BE that nothing declares", utf16(event, true), {}, "UTF-16BE"],
  ["declared Latin-1", latin1(event), { "content-type": "text/plain; charset=iso-8859-1" }, "iso-8859-1"],
  ["Latin-1 as an encoding", latin1(event), { "content-encoding": "iso-8859-1" }, "iso-8859-1"],
  ["UTF-8 that is declared as UTF-16, as .NET writes it", Buffer.from(event), { "content-type": "text/xml; charset=utf-16" }, "UTF-8"],
  ["UTF-8 that is declared as Latin-1", Buffer.from(event), { "content-type": "text/plain; charset=latin1" }, "UTF-8"],
])("charset: %s", (_, body, properties, charset) => {
  expect(read(body, properties)).toEqual({ text: event, packing: [], charset, whole: true, words: null });
});

test("an XML declaration names its charset, unless the bytes prove another", () => {
  const xml = (charset: string) => `<?xml version="1.0" encoding="${charset}"?><a>Käthe</a>`;
  expect(read(latin1(xml("ISO-8859-1")))).toMatchObject({ text: xml("ISO-8859-1"), charset: "ISO-8859-1" });
  expect(read(Buffer.from(xml("utf-16")))).toMatchObject({ text: xml("utf-16"), charset: "UTF-8" });
});

test.each<[string, Buffer, Record<string, string>]>([
  ["Latin-1 that nothing declares", latin1("Käthe"), {}],
  ["no UTF-8 where it is declared", latin1("Käthe"), { "content-type": "text/plain; charset=utf-8" }],
  ["a charset that nobody knows", latin1("Käthe"), { "content-type": "text/plain; charset=x-unheard" }],
  ["random bytes", Buffer.from([0, 1, 2, 255, 254]), types],
])("nothing is guessed: %s", (_, body, properties) => {
  expect(read(body, properties)).toMatchObject({ text: null, charset: null, packing: [] });
});

test("text that could be base64 is text; a wrong declaration is said", () => {
  for (const text of ["ORDER1234567890A", "dGVzdHRlc3R0ZXN0", "1234567890123456", "x^ starts like zlib", "W10="])
    expect(read(Buffer.from(text))).toMatchObject({ text, packing: [] });
  expect(read(Buffer.from(event), { "content-encoding": "gzip" })).toEqual({
    text: event,
    packing: [],
    charset: "UTF-8",
    whole: true,
    words: "The head says gzip, but the bytes cannot be unpacked so.",
  });
});

test.each(Object.entries(packers))("a bomb in %s stops at the bound, and says so", (how, pack) => {
  const bomb = pack(Buffer.alloc(50_000_000, "a"));
  const found = read(bomb, { "content-encoding": how });
  expect(found.text?.length).toBeLessThanOrEqual(mostUnpacked);
  expect(found).toMatchObject({ whole: false, words: expect.stringContaining("holds more than 16 MB") });
  const start = readBytes(head({ "content-encoding": how }), bomb, { most: 1_000, cut: true });
  expect(start.text?.length ?? 0).toBeLessThanOrEqual(1_000);
  expect(start.whole).toBe(false);
});

test("a bomb of which even the first bytes are too much is not read as an empty text", () => {
  const bomb = brotliCompressSync(Buffer.alloc(50_000_000));
  expect(readBytes(head({ "content-encoding": "br" }), bomb, { most: 1_000 })).toMatchObject({
    text: null,
    whole: false,
    words: expect.stringContaining("nothing of it was read"),
  });
});

test("what ends early is read as far as it goes, and says so", () => {
  const long = Array.from({ length: 100_000 }, (_, at) => `${at} `).join("");
  for (const [how, pack] of Object.entries(packers)) {
    const part = pack(long);
    const { text, whole, words } = read(part.subarray(0, part.length - 20_000), { "content-encoding": how });
    expect(text?.length).toBeGreaterThan(100_000);
    expect([long.startsWith(text ?? "-"), whole, words]).toEqual([true, false, expect.stringContaining("ends early")]);
  }
});

test("the beginning of a body is read as one: a character at its end may be cut", () => {
  expect(readBytes(head(), Buffer.from("a€").subarray(0, 3), { cut: true })).toMatchObject({ text: "a", whole: false, words: null });
  expect(readBytes(head(), base64(Buffer.from(event)).subarray(0, 27), { cut: true }).text).toBe(event.slice(0, 18));
  expect(readBytes(head(), Buffer.from([0x61, 0xff, 0x61]), { cut: true }).text).toBeNull();
});

test("a null body has no text, an empty one an empty text", () => {
  expect([readBytes(head(), null).text, readBytes(head(), Buffer.alloc(0)).text]).toEqual([null, ""]);
});

test("it never throws, whatever is declared", () => {
  const words = fc.constantFrom(
    "gzip",
    "br",
    "deflate",
    "zstd",
    "base64",
    "utf-16",
    "gzip,base64,br",
    "text/xml; charset=shift_jis",
    "\u0000",
  );
  const start = fc.constantFrom("", "\u001f\u008b\b", "(µ/ý", "x\u009c", "ÿþ", "eyJh", "H4sI");
  fc.assert(
    fc.property(words, words, start, fc.uint8Array(), fc.boolean(), (type, encoding, from, rest, cut) => {
      const body = Buffer.concat([latin1(from), rest]);
      const found = readBytes(head({ "content-type": type, "content-encoding": encoding }), body, { cut });
      expect(found.text === null).toBe(found.charset === null);
    }),
    { numRuns: 1_000 },
  );
});

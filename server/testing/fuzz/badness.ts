import fc from "fast-check";

/** One way in which a request is bad: what may stand where a text, a number, a time or anything is asked for. */
export interface Badness {
  readonly text?: fc.Arbitrary<string> | undefined;
  readonly number?: fc.Arbitrary<number>;
  readonly instant?: fc.Arbitrary<string>;
  /** In the place of any value, whatever its type. */
  readonly anything?: fc.Arbitrary<unknown>;
  /** Keys that no schema has. */
  readonly extra?: fc.Arbitrary<object>;
  /** Required keys may be missing. */
  readonly lacking?: boolean;
  /** Lists may be too long. */
  readonly long?: boolean;
}

const around = (odd: fc.Arbitrary<string>) =>
  fc.tuple(fc.constantFrom("", "a", "queue:"), odd, fc.constantFrom("", "b", " c")).map((parts) => parts.join(""));
const some = (odd: readonly string[]) =>
  around(fc.array(fc.constantFrom(...odd), { minLength: 1, maxLength: 30 }).map((parts) => parts.join("")));

const qualifiers = [
  "state",
  "verdict",
  "queue",
  "type",
  "error",
  "key",
  "event",
  "payload.a",
  "header.x",
  "body",
  "group",
  "attempts",
  "replayed",
  "age",
  "captured",
  "death",
  "nonsense",
  "__proto__",
  "payload",
  'payload."',
];
const values = [
  "",
  '"',
  '""',
  "*",
  "**",
  "%",
  "_",
  "\\",
  ">",
  ">=1",
  "<999999d",
  ">999999h",
  ">99999999999999999d",
  "9007199254740993",
  "2147483648",
  "none",
  "unknown",
  "any",
  "(((",
  "'; drop table messages --",
  "\u0000",
  "\ud800",
  "e".repeat(300),
];
const terms = fc
  .tuple(fc.constantFrom("", "-", "--"), fc.constantFrom("", ...qualifiers.map((name) => `${name}:`)), fc.constantFrom(...values))
  .map((parts) => parts.join(""));

const deep = (depth: number): unknown => JSON.parse(`${"[".repeat(depth)}${"]".repeat(depth)}`);
const extremes = [
  2 ** 31 - 1,
  2 ** 31,
  2 ** 31 + 1,
  2 ** 32,
  2 ** 52,
  2 ** 53 - 1,
  2 ** 53,
  2 ** 53 + 2,
  2 ** 63,
  2 ** 64,
  1e308,
  5e-324,
  0,
  -0,
  -1,
  -(2 ** 31) - 1,
  -(2 ** 53) + 1,
  0.5,
  1.000_000_1,
  32_767,
  32_768,
  65_536,
];
const years = [
  "0000-01-01T00:00:00Z",
  "0001-01-01T00:00:00Z",
  "9999-12-31T23:59:59.999Z",
  "0000-12-31T23:59:59.999999999Z",
  "2025-02-29T00:00:00Z",
  "2024-02-30T00:00:00Z",
  "+275760-09-13T00:00:00.000Z",
  "-000001-01-01T00:00:00Z",
  "2026-01-01T00:00:00+00:00",
  "2026-01-01T24:00:00Z",
  "2026-01-01T00:00Z",
  "infinity",
  "now",
  "",
  "2026-01-01T00:00:00.0000000000000000000001Z",
  "1970-01-01T00:00:00Z",
];

export const badnesses: Readonly<Record<string, Badness>> = {
  "NUL in text": { text: some(["\u0000"]) },
  "lone surrogates": { text: some(["\ud800", "\udc00", "\udfff\ud800"]) },
  "controls and bidi marks": {
    text: some([
      "\u0001",
      "\u001b[31m",
      "\u007f",
      "\u0085",
      "\u200e",
      "\u202e",
      "\u2066",
      "\u2028",
      "\ufeff",
      "\ufffe",
      "\u{10ffff}",
      "\u{1f3f4}\u200d",
    ]),
  },
  "marks of SQL, LIKE, globs and patterns": {
    text: some(["%", "_", "\\", "'", '"', "$1", "--", ";", "*", "(", "[", "{", "|", "+", "?", "\\0", "E'", "$$", "::int", "\n", "\t"]),
  },
  "long text and lists": {
    text: fc
      .tuple(fc.constantFrom("a", '"', '" ', "-", "*", "\\", "é", "😀", "queue:", "\n"), fc.constantFrom(100, 2_000, 2_001, 50_000))
      .map(([part, n]) => part.repeat(Math.ceil(n / part.length)).slice(0, n)),
    long: true,
  },
  "absurd numbers": { number: fc.oneof(fc.constantFrom(...extremes), fc.double({ noNaN: true, noDefaultInfinity: true })) },
  "absurd times": {
    instant: fc.oneof(
      fc.constantFrom(...years),
      fc.integer({ min: 0, max: 9_999 }).map((year) => `${String(year).padStart(4, "0")}-02-28T23:59:60Z`),
    ),
  },
  "wrong types": {
    anything: fc.oneof(
      fc.constantFrom<unknown>(null, true, "", "x", 0, 1.5, [], {}, [[]], [null], { id: {} }, "1", deep(50)),
      fc.json().map((text): unknown => JSON.parse(text)),
    ),
  },
  "missing and foreign keys": {
    lacking: true,
    extra: fc.constantFrom(
      { ["__proto__"]: { admin: true } },
      JSON.parse('{"__proto__":{"id":1}}') as object,
      { constructor: 1 },
      { toString: null },
      { "": 1 },
      {},
    ),
  },
  "deep and wide values": {
    anything: fc.constantFrom<unknown>(
      deep(500),
      deep(3_000),
      Object.fromEntries(Array.from({ length: 3_000 }, (_, n) => [`k${n}`, n])),
      "x".repeat(200_000),
    ),
  },
  "hostile filters": { text: fc.array(terms, { minLength: 1, maxLength: 40 }).map((all) => all.join(" ")) },
};

import fc from "fast-check";
import { expect, test } from "vitest";
import { messageState } from "../db/schema/messages.ts";
import { filterWords, parseFilter, qualifiers, termText } from "./filter.ts";

test("a filter takes every state of the schema, and any", () => {
  expect(qualifiers.state.of).toEqual([...messageState.enumValues, "any"]);
});

test("qualifiers, comparisons, negation, quotes and free text", () => {
  const { terms, mistakes } = parseFilter('queue:orders.dlq -category:timeout age:>1h attempts:>=3 "card expired" refused');
  expect(mistakes).toEqual([]);
  expect(terms.map(({ qualifier, operator, value, negated }) => [qualifier, operator, value, negated])).toEqual([
    ["queue", "=", "orders.dlq", false],
    ["category", "=", "timeout", true],
    ["age", ">", "1h", false],
    ["attempts", ">=", "3", false],
    ["text", "=", "card expired", false],
    ["text", "=", "refused", false],
  ]);
});

test("mistakes say what is allowed and where", () => {
  const { terms, mistakes } = parseFilter("verdict:toxic age:>soon quue:x attempts:many");
  expect(terms).toEqual([]);
  expect(mistakes.map(({ from }) => from)).toEqual([0, 14, 24, 31]);
  expect(mistakes[0]?.text).toContain("poison, transient, unknown");
  expect(mistakes[2]?.text).toContain("There is no “quue:”");
});

test("more than 30 terms are a mistake, and cost nothing", () => {
  const thirty = Array.from({ length: 30 }, (_, n) => `t${n}`).join(" ");
  expect(parseFilter(thirty)).toMatchObject({ terms: { length: 30 }, mistakes: [] });
  const more = parseFilter(`${thirty} queue:a b`);
  expect(more.mistakes).toEqual([
    { from: thirty.length + 1, to: thirty.length + 10, text: "A filter may have up to 30 terms. Remove some." },
  ]);
  for (const text of ['"a" '.repeat(500), "- ".repeat(1_000), "* ".repeat(1_000), "queue:a ".repeat(250)])
    expect(parseFilter(text).mistakes.at(-1)?.text).toMatch(/up to 30 terms/);
});

test("an age has an end, and a number is one that both sides can hold", () => {
  expect(parseFilter("age:<36500d captured:>876000h group:4503599627370495").mistakes).toEqual([]);
  const { terms, mistakes } = parseFilter(
    "age:<36501d captured:>999999999d age:>876001h group:9007199254740993 attempts:>99999999999999999",
  );
  expect([terms.length, mistakes.length]).toEqual([0, 5]);
  expect(mistakes[0]?.text).toContain("the longest is 36500d");
});

test("attempts may be unknown, which is no number and of nothing else", () => {
  const [term] = parseFilter("attempts:unknown").terms;
  expect(term && termText(term)).toBe("attempts:unknown");
  const { terms, mistakes } = parseFilter("attempts:>unknown attempts:>=unknown replayed:unknown group:unknown");
  expect([terms.length, mistakes.length]).toEqual([0, 4]);
});

test("a filter in words", () => {
  expect(filterWords(parseFilter("verdict:transient -queue:a* oops"))).toBe(
    "dead messages, verdict transient, not queue a*, containing “oops”",
  );
  expect(filterWords(parseFilter("state:any"))).toBe("messages in any state");
});

test("text of a term parses to the same term again", () => {
  fc.assert(
    fc.property(
      fc.constantFrom("queue", "key", "error", "text"),
      fc.stringMatching(/^[a-z0-9. *_:<>=#&%-]{1,20}$/),
      fc.boolean(),
      (qualifier, value, negated) => {
        const [term] = parseFilter(termText({ qualifier: qualifier as "queue", operator: "=", value, negated })).terms;
        expect(term).toMatchObject({ qualifier, value, negated });
      },
    ),
  );
});

test("a quotation mark within quotes is written twice", () => {
  expect(termText({ qualifier: "queue", operator: "=", value: 'a"b', negated: false })).toBe('queue:"a""b"');
  expect(termText({ qualifier: "text", operator: "=", value: '"', negated: true })).toBe('-""""');
  expect(parseFilter('queue:"a""b" key:"" "x""').terms.map(({ value }) => value)).toEqual(['a"b', "", 'x"']);
});

test("any name is written so that it is read again to the byte, between other terms", () => {
  const marks = fc.constantFrom(
    "\t",
    "\n",
    "\r",
    "\u001b",
    "\u007f",
    "\u0085",
    "\u00a0",
    "\u200b",
    "\u2028",
    "\u202e",
    "\u2067",
    "\ufeff",
    '"',
    '""',
  );
  const name = fc.array(fc.oneof(marks, fc.constantFrom("a", " ", ":", "<", "-", ".", "[U+202E]", "\\", "注")), { minLength: 1 });
  fc.assert(
    fc.property(
      name.map((all) => all.join("")),
      fc.constantFrom("queue", "origin", "source", "type", "key"),
      (value, qualifier) => {
        const terms = [
          { qualifier: "state", operator: "=", value: "dead", negated: false },
          { qualifier: qualifier as "queue", operator: "=", value, negated: true },
          { qualifier: "text", operator: "=", value, negated: false },
          { qualifier: "category", operator: "=", value: "timeout", negated: true },
        ] as const;
        const read = parseFilter(terms.map(termText).join(" "));
        expect(read.mistakes).toEqual([]);
        expect(read.terms).toMatchObject(terms);
        expect(read.terms).toHaveLength(terms.length);
      },
    ),
  );
});

test("a field of the body is named by its path", () => {
  const [term] = parseFilter("-payload.items.0.sku:ab*").terms;
  expect(term).toMatchObject({ qualifier: "payload", path: ["items", "0", "sku"], value: "ab*", negated: true });
  expect(term && termText(term)).toBe("-payload.items.0.sku:ab*");
  expect(parseFilter("payload:x").mistakes[0]?.text).toMatch(/payload\.customerId:cust-789/);
});

test.each([
  ["header.x-trace-id:abc", ["x-trace-id"], "abc"],
  ["header.kafka_dlt-exception-message:*no*", ["kafka_dlt-exception-message"], "*no*"],
  ["header.NServiceBus.ExceptionInfo.Message:no", ["NServiceBus.ExceptionInfo.Message"], "no"],
  ['header."my header: one":"a b"', ["my header: one"], "a b"],
  ['header."a..b":x', ["a..b"], "x"],
  ["header.*:trace-7", ["*"], "trace-7"],
  ['header.注文:""', ["注文"], ""],
  ['header.x:">5"', ["x"], ">5"],
  ['payload."a.b".0:1', ["a.b", "0"], "1"],
  ["payload.注文.id:1", ["注文", "id"], "1"],
  ['payload."the name":x', ["the name"], "x"],
  ["payload.a:http://x", ["a"], "http://x"],
])("%s names what it is about, and is written so again", (text, path, value) => {
  const { terms, mistakes } = parseFilter(text);
  expect(mistakes).toEqual([]);
  expect(terms).toMatchObject([{ qualifier: text.split(".")[0], path, value }]);
  expect(terms.map(termText)).toEqual([text]);
});

test("text within the body is written as it was typed", () => {
  expect(parseFilter('body:"注文失敗" -body:{"id":5}').terms).toMatchObject([
    { qualifier: "body", value: "注文失敗", negated: false },
    { qualifier: "body", value: '{"id":5}', negated: true },
  ]);
  expect(parseFilter('-body:{"id":5}').terms.map(termText)).toEqual(['-body:"{""id"":5}"']);
});

test.each([
  "foo.bar:x",
  "payloda.x:1",
  "-queue.name:x",
  "body.city:x",
  "x-trace-id:abc",
  "foo..bar:x",
  "foo.:x",
  'a."b c":x',
  "a_b:c",
  "text.x:1",
])("%s is a mistake that says what is allowed, and text when quoted", (text) => {
  const { terms, mistakes } = parseFilter(`queue:a ${text} key:b`);
  expect(terms.map(({ qualifier }) => qualifier)).toEqual(["queue", "key"]);
  expect(mistakes).toMatchObject([{ from: 8, to: 8 + text.length }]);
  expect(mistakes[0]?.text).toMatch(/^There is no “.*:”\. Use one of state, .*payload\.NAME, header\.NAME, body, .* or quote it as text\./);
  if (!text.includes('"')) expect(parseFilter(`"${text}"`).terms).toMatchObject([{ qualifier: "text", value: text }]);
});

test("an unknown name with parts is shown as a header and as a field", () => {
  expect(parseFilter("x-trace-id:abc").mistakes[0]?.text).toMatch(
    /A header is header\.x-trace-id:, a field of the body payload\.x-trace-id:\.$/,
  );
  expect(parseFilter("quue:x").mistakes[0]?.text).not.toContain("A header is");
});

test.each(["payload:x", "header:x", "payload.:x", "payload..a:x", "header.:x", 'header."":x', "payload.a:>5", "body:>5", "header.x:<5"])(
  "%s wants a name, and cannot be compared",
  (text) => {
    const { terms, mistakes } = parseFilter(text);
    expect(terms).toEqual([]);
    expect(mistakes[0]?.text).toMatch(/wants|cannot be compared/);
  },
);

test.each([
  "http://x",
  "https://a.b:8443/c?d=e:f",
  "jdbc:postgresql://db:5432/x",
  "10.0.0.5:5432",
  "java.lang.NullPointerException:",
  "注文:x",
  "5f.a:b",
])("%s stays free text", (text) => {
  expect(parseFilter(text)).toMatchObject({ terms: [{ qualifier: "text", value: text, negated: false }], mistakes: [] });
  expect(parseFilter(`-${text}`)).toMatchObject({ terms: [{ qualifier: "text", value: text, negated: true }], mistakes: [] });
});

test("nothing makes it throw", () => {
  fc.assert(fc.property(fc.string({ unit: "binary", maxLength: 200 }), (text) => void parseFilter(text)));
});

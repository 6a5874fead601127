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

test("a quotation mark in a name becomes a star, which stands for it", () => {
  expect(termText({ qualifier: "queue", operator: "=", value: 'a"b', negated: false })).toBe('queue:"a*b"');
  expect(termText({ qualifier: "text", operator: "=", value: 'a"b', negated: true })).toBe('-"ab"');
});

test("a field of the body is named by its path", () => {
  const [term] = parseFilter("-payload.items.0.sku:ab*").terms;
  expect(term).toMatchObject({ qualifier: "payload", path: ["items", "0", "sku"], value: "ab*", negated: true });
  expect(term && termText(term)).toBe("-payload.items.0.sku:ab*");
  expect(parseFilter("payload:x").mistakes[0]?.text).toMatch(/payload\.customerId:cust-789/);
  expect(parseFilter("foo.bar:x").terms[0]).toMatchObject({ qualifier: "text", value: "foo.bar:x" });
});

test("nothing makes it throw", () => {
  fc.assert(fc.property(fc.string({ unit: "binary", maxLength: 200 }), (text) => void parseFilter(text)));
});

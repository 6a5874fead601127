import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { cpuMs } from "../testing/cpu-ms.ts";
import { maskText } from "./masks.ts";

const name = fc.constantFrom(
  "Anna",
  "O'Brien",
  "D'Angelo's",
  "Anna-Lena Müller",
  "van der Berg",
  "李雷",
  "Łódź",
  "Smith & Sons, Ltd.",
  "J. R. Ewing (jr.)",
  "",
);
const shown = fc.constantFrom("no", "12", "a", "late payment");
const plain = fc.oneof(name, shown);
const quote = fc.constantFrom(['"', '"'], ["'", "'"], ["`", "`"], ["«", "»"], ["“", "”"], ["(", ")"], ["[", "]"], ["{", "}"], ["<", ">"]);

/** What people and programs put into texts: none of it may make a new bug. */
const values: Readonly<Record<string, fc.Arbitrary<string>>> = {
  name,
  "punctuation, no quotes or brackets": fc.string({ unit: fc.constantFrom(..."abc .,:;!?/\\|-_=+#@%&*~^$€"), maxLength: 20 }),
  "nested quotes and brackets": fc
    .tuple(plain, quote, plain, quote, plain)
    .filter(([, , b, , c]) => b !== "" && c !== "")
    .map(([a, [o1, c1], b, [o2, c2], c]) => `${a} ${o1}${b} ${o2}${c}${c2}${c1} x`),
  "a quoted name": fc.tuple(quote, name).map(([[open, close], text]) => `${open}${text}${close}`),
  list: fc.array(plain, { minLength: 1, maxLength: 5 }).map((list) => list.join(", ")),
  "list in brackets": fc.array(plain, { maxLength: 5 }).map((list) => `[${list.map((one) => JSON.stringify(one)).join(", ")}]`),
  path: fc.constantFrom(
    "/home/anna/in/o'brien.csv",
    "C:\\Users\\Anna\\in (2).xml",
    "/srv/Łódź/a b.json",
    "~/x",
    "../in/[5].csv",
    "\\\\nas\\share\\x.txt",
  ),
  email: fc.constantFrom("o'brien@shop.pl", "anna+orders@example.com", '"anna b"@example.com', "Anna <anna@example.com>"),
  JSON: fc.jsonValue({ maxDepth: 2 }).map((value) => JSON.stringify({ value })),
  "JSON, cut": fc.constantFrom('{"a": 1', '{"name": "Anna', '{"a": [1, 2', '[{"a":'),
  "a map as text": fc.constantFrom("{a=1, b=it's}", "{'a': 'it is'}", "Order(id=5, name=Anna)", "<Order 5>"),
};

const templates = [
  'duplicate key value violates unique constraint "orders_pkey" Detail: Key (customer)=(%s) already exists.',
  "Duplicate entry '%s' for key 'orders.uq_customer'",
  "Duplicate entry '%s' for key 'orders.uq_voucher'",
  'Customer "%s" has no address',
  "Customer `%s` has no address at all",
  "no price for the item (%s) in the catalogue",
  "no stock for the item (%s) in the catalogue",
  "Failed to convert type [java.lang.String] to type [java.math.BigDecimal] for value [%s]",
  "Failed to convert type [java.lang.String] to type [java.util.UUID] for value [%s]",
  "Order(id=5, customer=%s) was refused",
  "Unbekannter Kunde «%s», abgelehnt",
  "Unbekannter Kunde „%s“, nicht beliefert",
];

describe("hostile values in real texts", () => {
  it.each(Object.entries(values))("are all masked: %s", (_, value) => {
    fc.assert(
      fc.property(fc.constantFrom(...templates), value, (template, hostile) => {
        expect(maskText(template.replace("%s", () => hostile))).toBe(maskText(template.replace("%s", () => "5")));
      }),
      { numRuns: 500 },
    );
  });

  it("leave different texts different", () => {
    fc.assert(
      fc.property(
        fc.shuffledSubarray(templates, { minLength: 2, maxLength: 2 }),
        fc.oneof(...Object.values(values)),
        ([one = "", other = ""], value) => {
          expect(maskText(one.replace("%s", () => value))).not.toBe(maskText(other.replace("%s", () => value)));
        },
      ),
      { numRuns: 500 },
    );
  });
});

it("are masked in linear time", () => {
  const parts = [
    "(",
    "[",
    "{",
    "'a ",
    " 'a",
    '"',
    " “",
    "„a“",
    "«",
    '{"a":',
    '({"a":"',
    "'a' (b) ",
    "x) ",
    "E_",
    "a.b.",
    "http://a?",
    "constraint ",
    "(a, ",
  ];
  const took = cpuMs(() => {
    for (const part of parts) for (const more of ["", " ", "'", ")"]) maskText(`${part}${more}`.repeat(100_000 / (part.length + 1)));
  });
  expect(took).toBeLessThan(3_000);
});

import fc from "fast-check";
import { expect, test } from "vitest";
import { markHidden, markLine } from "./marked.ts";

test("marks that reorder or hide are spelt, text that only looks foreign stays", () => {
  expect(markHidden("pay \u202e001$\u202c now")).toBe("pay [U+202E]001$[U+202C] now");
  expect(markHidden("a\u2066b\u2069\u200f\u061c\u001b[31m\u0085")).toBe("a[U+2066]b[U+2069][U+200F][U+061C][U+001B][31m[U+0085]");
  expect(markHidden("soft\u00adhyphen \u{e0061} \u3164")).toBe("soft[U+00AD]hyphen [U+E0061] [U+3164]");
  for (const plain of ["a\tb\nc", "שלום עולם", "مرحبا", "👩‍💻 été", ""]) expect(markHidden(plain)).toBe(plain);
});

test("a name is told from one that looks alike", () => {
  expect(["a b", "a\tb", "a\nb", "a\u202eb", "a\u001bb"].map(markLine)).toEqual([
    "a b",
    "a[U+0009]b",
    "a[U+000A]b",
    "a[U+202E]b",
    "a[U+001B]b",
  ]);
});

test("nothing that reorders is left of any text", () => {
  fc.assert(
    fc.property(
      fc
        .array(fc.constantFrom("a", "\u202a", "\u202b", "\u202d", "\u202e", "\u2067", "\u2068", "\u200e", "\u0000"))
        .map((all) => all.join("")),
      (text) => {
        expect(markHidden(text)).toMatch(/^[\x20-\x7e]*$/);
      },
    ),
  );
});

import fc from "fast-check";
import { expect, test } from "vitest";
import { cutText } from "./cut.ts";

test.each([
  ["abc", 3, "abc"],
  ["abcd", 3, "ab…"],
  ["", 3, ""],
  ["a\u{1F4E8}b", 3, "a…"],
  ["a\u{1F4E8}", 3, "a\u{1F4E8}"],
])("%s in %i", (text, most, is) => expect(cutText(text, most)).toBe(is));

test("whatever the text and the escape: never longer, never half an escape, and whole where it fits", () => {
  const escape = (one: string) => (one === "*" ? "\\*" : one);
  fc.assert(
    fc.property(
      fc.string({ unit: fc.constantFrom("*", "a", "\u{1F4E8}"), maxLength: 60 }),
      fc.integer({ min: 1, max: 60 }),
      (text, most) => {
        const cut = cutText(text, most, escape);
        expect(cut.length).toBeLessThanOrEqual(most);
        expect(cut.isWellFormed()).toBe(true);
        expect(cut.replaceAll("\\*", "")).not.toMatch(/[\\*]/);
        const whole = [...text].map(escape).join("");
        if (whole.length <= most) expect(cut).toBe(whole);
        else expect(cut.endsWith("…")).toBe(true);
      },
    ),
  );
});

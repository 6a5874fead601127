import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { cleanLines, cleanOrNull, cleanText, textOf } from "./clean.ts";

describe("text that a text column may hold", () => {
  it("never has a NUL, a lone surrogate or more than was allowed", () => {
    fc.assert(
      fc.property(fc.string({ unit: "binary", maxLength: 60 }), fc.nat(40), (text, max) => {
        for (const clean of [cleanText, cleanLines]) {
          const said = clean(`\u0000\ud800${text}`, max);
          expect(said.length).toBeLessThanOrEqual(max);
          expect(said.isWellFormed()).toBe(true);
          expect(said).not.toContain("\u0000");
        }
      }),
    );
  });

  it("does not cut a character in half", () => {
    expect(cleanText("ab😀", 3)).toBe("ab\ufffd");
  });

  it("keeps lines and tabs only where lines are wanted", () => {
    expect(cleanText("a\n\tb", 9)).toBe("a b");
    expect(cleanLines("a\r\n\tb\rc\u0000", 9)).toBe("a\n\tb\nc ");
  });

  it("says that nothing is left", () => {
    expect(cleanOrNull("\u0000\n", 9)).toBeNull();
  });

  it("reads UTF-8 and nothing else", () => {
    expect(textOf(Buffer.from("zażółć"))).toBe("zażółć");
    expect(textOf(Buffer.from([0xff, 0xfe]))).toBeNull();
  });
});

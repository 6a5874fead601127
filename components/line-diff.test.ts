import fc from "fast-check";
import { expect, test } from "vitest";
import { diffLines } from "./line-diff";

const shown = (before: string, after: string) =>
  diffLines(before, after).lines.map((line) =>
    line.kind === "fold" ? `… ${line.count}` : `${line.number} ${{ same: " ", out: "-", in: "+" }[line.kind]} ${line.text}`,
  );

test("changed lines with what is around them; the rest is folded", () => {
  const before = ["a", "b", "c", "d", "e", "f", "g", "h"].join("\n");
  expect(shown(before, before.replace("e", "E"))).toEqual(["… 2", "3   c", "4   d", "5 - e", "5 + E", "6   f", "7   g", "8   h"]);
});

test("added at the end, removed at the start, equal", () => {
  expect(shown("a", "a\nb")).toEqual(["1   a", "2 + b"]);
  expect(shown("a\nb", "b")).toEqual(["1 - a", "1   b"]);
  expect(shown("a\nb", "a\nb")).toEqual([]);
});

test("what is out was before, what is in is after, and the counts agree", () => {
  const text = fc.array(fc.constantFrom("a", "b", "c", ""), { maxLength: 12 }).map((lines) => lines.join("\n"));
  fc.assert(
    fc.property(text, text, (before, after) => {
      const { lines, added, removed } = diffLines(before, after);
      const of = (kind: string) => lines.filter((line) => line.kind === kind);
      expect([of("in").length, of("out").length]).toEqual([added, removed]);
      expect(after.split("\n").length - before.split("\n").length).toBe(added - removed);
      for (const line of lines) {
        if (line.kind === "fold") continue;
        expect((line.kind === "out" ? before : after).split("\n")[line.number - 1]).toBe(line.text);
      }
      expect(lines.length === 0).toBe(before === after);
    }),
  );
});

import { globSync, readFileSync } from "node:fs";
import { expect, test } from "vitest";

/** What the console shows in the code, a text a line, so that a line break of the code is no difference. */
const code = globSync("{app,components,server}/**/*.{ts,tsx}")
  .filter((path) => !/\.test\.ts$|\/testing\//.test(path))
  .map((path) => readFileSync(path, "utf8"))
  .join("\n")
  .replaceAll(/["`] \+\s*["`]/g, "")
  .replaceAll(/\s+/g, " ");

test.each([
  ["troubleshooting", 20],
  ["install", 0],
  ["operations", 0],
])("what docs/guide/%s.md quotes is what Redrive says", (name, least) => {
  const page = readFileSync(`docs/guide/${name}.md`, "utf8").replaceAll(/\s+/g, " ");
  const quoted = [...page.matchAll(/“([^”]+)”/g)].map(([, words = ""]) => words);
  expect(quoted.length).toBeGreaterThan(least);
  const pieces = quoted
    .flatMap((words) => words.split("..."))
    .map((piece) =>
      piece
        .trim()
        .replace(/^[;,.:()]+|[(]+$/g, "")
        .trim(),
    );
  expect(pieces.filter((piece) => piece.length > 2 && piece !== "quotation marks" && !code.includes(piece))).toEqual([]);
});

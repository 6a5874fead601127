import { existsSync, readFileSync } from "node:fs";
import { expect, test } from "vitest";

/** What a running Redrive or its operator makes, and the placeholder that stands for any file. */
const notInTheTree = /^(redrive\.yaml$|\.redrive\/|x\.)/;

test.each(["README.md", "docs/architecture.md"])("every path that %s names is in the tree", (document) => {
  const text = readFileSync(document, "utf8");
  const named = [...text.matchAll(/`([^`\s]+)`/g)]
    .map(([, path = ""]) => path)
    .filter((path) => /^[\w.-]+(\/[\w.-]*)+$|^[\w.-]+\.(ts|tsx|mjs|json|md|ya?ml)$/.test(path) && !notInTheTree.test(path));
  expect(named.length).toBeGreaterThan(1);
  expect(named.filter((path) => !existsSync(path))).toEqual([]);
});

import { readdirSync, readFileSync } from "node:fs";
import { expect, it } from "vitest";
import { categorize } from "./category.ts";
import { categories, type Category } from "./failure.ts";

interface Judged {
  readonly name: string;
  /** Any of these is right; "unknown" where the name alone does not say it. */
  readonly right: readonly string[];
}

const folder = new URL("names/", import.meta.url);
const sections: readonly string[] = ["none", ...categories];

/** A file holds sections, each headed by a category or "none"; "name=this|that" is judged on its own. */
function readNames(file: string): readonly Judged[] {
  let section = "none";
  const judged: Judged[] = [];
  for (const line of readFileSync(new URL(file, folder), "utf8").split("\n")) {
    if (line.startsWith("#")) continue;
    if (sections.includes(line)) section = line;
    else
      for (const word of line.split(" ").filter(Boolean)) {
        const [name = "", own] = word.split("=");
        judged.push({ name, right: (own ?? section).split("|").map((one) => (one === "none" ? "unknown" : one)) });
      }
  }
  return judged;
}

const files = readdirSync(folder);
const categoryOf = (type: string): Category =>
  categorize({ errors: [{ type, text: null, stack: null }], reason: null, bytes: () => null }, []).category;

it.each(files)("public names of %s have their right category or none", (file) => {
  const wrong = readNames(file).flatMap(({ name, right }) =>
    right.includes(categoryOf(name)) ? [] : `${name}: ${categoryOf(name)}, not ${right.join(" or ")}`,
  );
  expect(wrong).toEqual([]);
});

it("are many", () => {
  const names = new Set(files.flatMap((file) => readNames(file).map(({ name }) => name)));
  expect(names.size).toBeGreaterThan(2_000);
});

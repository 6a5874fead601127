import { maskFrame } from "./masks.ts";
import { remember } from "./remember.ts";

const longestName = 200;

/** The last name of a qualified type. */
export const shortType = remember(
  (type: string): string =>
    maskFrame(type)
      .split(/[.\\]|::/)
      .at(-1) || type,
);

/** "ResourceNotFoundException" and "RESOURCE_NOT_FOUND" as " resource not found exception " and " resource not found ": what rules look words up in. */
export const wordsOf = remember((name: string): string => {
  const split = name
    .slice(0, longestName)
    .replace(/([a-z\d])([A-Z])/g, "$1 $2")
    .replace(/([A-Z])([A-Z][a-z])/g, "$1 $2")
    .split(/[^A-Za-z\d]+/);
  return ` ${split.join(" ").trim().toLowerCase()} `;
});

/** Finds any of these names as whole words: "NotFound" in "ResourceNotFoundException", never in "EnotfoundError". "^" and "$" hold on to an end. */
export function findsNames(names: string): RegExp {
  const each = names.trim().split(/\s+/);
  return new RegExp(each.map((name) => `${name.startsWith("^") ? "^" : ""}${wordsOf(name)}${name.endsWith("$") ? "$" : ""}`).join("|"));
}

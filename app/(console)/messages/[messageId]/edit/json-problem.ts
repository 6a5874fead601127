import { parse } from "lossless-json";

/** Why a text is no JSON, with the line; null: it is. What JSON is, the browser decides; the words are those of a parser that has better ones. */
export function jsonProblem(text: string): string | null {
  try {
    JSON.parse(text);
    return null;
  } catch {
    return problemOf(text);
  }
}

function problemOf(text: string): string {
  try {
    parse(text);
    return "it cannot be read";
  } catch (error) {
    // It calls itself for each level of depth.
    if (error instanceof RangeError) return "it cannot be read";
    const [, what = "it cannot be read", at] = /^(.*?)(?: at position (\d+))?$/.exec(error instanceof Error ? error.message : "") ?? [];
    return at === undefined ? what : `line ${text.slice(0, Number(at)).split("\n").length}: ${what}`;
  }
}

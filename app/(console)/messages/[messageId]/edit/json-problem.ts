import { parse } from "lossless-json";

interface JsonProblem {
  readonly what: string;
  /** In code units from the start; null: not told. */
  readonly at: number | null;
}

/** Why a text is no JSON, with the line; null: it is. */
export function jsonProblem(text: string): string | null {
  const problem = findJsonProblem(text);
  if (problem === null || problem.at === null) return problem?.what ?? null;
  return `line ${text.slice(0, problem.at).split("\n").length}: ${problem.what}`;
}

/** The same with its place. What JSON is, the browser decides; the words are those of a parser that has better ones. */
export function findJsonProblem(text: string): JsonProblem | null {
  try {
    JSON.parse(text);
    return null;
  } catch {
    return problemOf(text);
  }
}

function problemOf(text: string): JsonProblem {
  const unread = { what: "it cannot be read", at: null };
  try {
    parse(text);
    return unread;
  } catch (error) {
    // It calls itself for each level of depth.
    if (error instanceof RangeError) return unread;
    const [, what = unread.what, at] = /^(.*?)(?: at position (\d+))?$/.exec(error instanceof Error ? error.message : "") ?? [];
    return { what, at: at === undefined ? null : Math.min(Number(at), text.length) };
  }
}

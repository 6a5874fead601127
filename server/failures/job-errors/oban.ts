import { newErrors } from "../evidence.ts";
import { parseJson, textAt } from "../read-json.ts";
import { countOf } from "../read-header.ts";
import { timeOf } from "../../text/time.ts";
import type { JobTry, ReadJobErrors } from "./job-error.ts";

const mostTries = 200;

/** Oban keeps { at, attempt, error } of each try; the error is as Elixir prints it, its stack included. */
export const readObanErrors: ReadJobErrors = (text) => {
  const json = parseJson(text);
  return Array.isArray(json) ? json.slice(-mostTries).map(toTry) : [];
};

function toTry(entry: unknown): JobTry {
  const error = textAt(entry, "error");
  const [, type = null, words = null] = /^\*\* \((\w[\w.]*)\) ?([^\n]*)/.exec(error ?? "") ?? [];
  const said = type === null ? (error?.split("\n", 1)[0] ?? null) : words;
  return { at: timeOf(textAt(entry, "at")), number: countOf(textAt(entry, "attempt")), error: newErrors(type, said, error)[0] ?? null };
}

import { newErrors } from "../evidence.ts";
import { countOf } from "../read-header.ts";
import { parseJson, textAt } from "../read-json.ts";
import { timeOf } from "../../text/time.ts";
import type { JobTry, ReadJobErrors } from "./job-error.ts";

const mostTries = 200;

/** River keeps { at, attempt, error, trace } of each try: `at` is when it began, and only a panic has a trace. Go's errors have no type. */
export const readRiverErrors: ReadJobErrors = (text) => {
  const json = parseJson(text);
  return Array.isArray(json) ? json.slice(-mostTries).map(toTry) : [];
};

function toTry(entry: unknown): JobTry {
  const [error] = newErrors(null, textAt(entry, "error"), textAt(entry, "trace"));
  return { at: timeOf(textAt(entry, "at")), number: countOf(textAt(entry, "attempt")), error: error ?? null };
}

import { newErrors } from "../evidence.ts";
import { at, parseJson, textAt } from "../read-json.ts";
import { timeOf } from "../../text/time.ts";
import type { FailureError } from "../failure.ts";
import { type JobTry, lastError, type ReadJobErrors } from "./job-error.ts";

const mostTries = 200;
const classAndText = /^((?:[A-Z]\w*::)*[A-Z]\w*): ([^]*)$/;

/** Solid Queue: { exception_class, message, backtrace } of the last try. */
export const readSolidQueueErrors: ReadJobErrors = (text) => {
  const json = parseJson(text);
  return lastError(newErrors(textAt(json, "exception_class"), textAt(json, "message"), linesOf(at(json, "backtrace")))[0]);
};

/** GoodJob: "Type: text" with its backtrace in a row of good_job_executions for each try. */
export const readGoodJobErrors: ReadJobErrors = (text) => {
  const json = parseJson(text);
  return Array.isArray(json) ? json.slice(-mostTries).flatMap(goodTry) : [];
};

function goodTry(row: unknown): readonly JobTry[] {
  const error = textAt(row, "error");
  if (error === null) return [];
  const when = textAt(row, "finished_at") ?? textAt(row, "created_at");
  // Rails writes UTC without saying so.
  const told = when && /[zZ]|[+-]\d\d:?\d\d$/.test(when) ? when : when && `${when}Z`;
  return [{ at: timeOf(told), number: null, error: split(error, linesOf(at(row, "error_backtrace"))) }];
}

/** delayed_job: the text of the last error, then its backtrace, a line each. */
export const readDelayedJobErrors: ReadJobErrors = (text) => {
  const lines = text.split("\n");
  const first = lines.findIndex((line) => /:\d+:in [`']/.test(line));
  const words = (first < 0 ? lines : lines.slice(0, first)).join("\n");
  return lastError(newErrors(null, words, first < 0 ? null : lines.slice(first).join("\n"))[0]);
};

function split(error: string, stack: string | null): FailureError | null {
  const [, type = null, words = null] = classAndText.exec(error) ?? [];
  return newErrors(type, type === null ? error : words, stack)[0] ?? null;
}

function linesOf(backtrace: unknown): string | null {
  const lines = Array.isArray(backtrace) ? backtrace.filter((line) => typeof line === "string") : [];
  return lines.length > 0 ? lines.join("\n") : null;
}

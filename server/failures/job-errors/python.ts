import { newErrors } from "../evidence.ts";
import { at, parseJson, textAt } from "../read-json.ts";
import { timeOf } from "../../text/time.ts";
import { type JobTry, lastError, type ReadJobErrors } from "./job-error.ts";

const mostTries = 200;

/** PgQueuer: a row of pgqueuer_log for each step of a job, with { exception_type, exception_message, traceback, timestamp } where it failed. */
export const readPgQueuerErrors: ReadJobErrors = (text) => {
  const json = parseJson(text);
  return Array.isArray(json) ? json.slice(-mostTries).flatMap(toTry) : [];
};

function toTry(row: unknown): readonly JobTry[] {
  const told = at(row, "traceback");
  const [error] = newErrors(textAt(told, "exception_type"), textAt(told, "exception_message"), textAt(told, "traceback"));
  return error ? [{ at: timeOf(textAt(told, "timestamp")) ?? timeOf(textAt(row, "created")), number: null, error }] : [];
}

/** django-celery-results: the traceback of the last try, and the error as JSON. */
export const readCeleryResultErrors: ReadJobErrors = (text) => {
  const json = parseJson(text);
  const result = parseJson(textAt(json, "result") ?? "");
  const words = textAt(result, "exc_message") ?? textAt(result, "exc_message", 0);
  return lastError(newErrors(textAt(result, "exc_type"), words, textAt(json, "traceback"))[0]);
};

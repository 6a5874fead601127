import { newErrors } from "../evidence.ts";
import { at, parseJson, textAt } from "../read-json.ts";
import { lastError, type ReadJobErrors } from "./job-error.ts";

/** pg-boss writes the error of the last try as JSON: { name, message, stack }, or { value } of what was thrown and is no error, or what it says itself. */
export const readPgBossErrors: ReadJobErrors = (text) => {
  const json = parseJson(text);
  const told = textAt(json, "message") === null && textAt(json, "stack") === null ? at(json, "value") : json;
  const words = typeof told === "string" ? told : textAt(told, "message");
  const [error] = newErrors(textAt(told, "name"), words, textAt(told, "stack"));
  return lastError(error);
};

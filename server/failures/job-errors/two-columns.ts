import { newErrors } from "../evidence.ts";
import { parseJson, textAt } from "../read-json.ts";
import { lastError, type ReadJobErrors } from "./job-error.ts";

/** Frameworks that keep the type and the text of the last error in a column each, by one of these names. */
export const readTwoColumns =
  (types: readonly string[], texts: readonly string[]): ReadJobErrors =>
  (told) => {
    const json = parseJson(told);
    const first = (names: readonly string[]) => names.map((name) => textAt(json, name)).find((text) => text !== null) ?? null;
    return lastError(newErrors(first(types), first(texts))[0]);
  };

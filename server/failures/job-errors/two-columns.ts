import { newErrors } from "../evidence.ts";
import { parseJson, textAt } from "../read-json.ts";
import { lastError, type ReadJobErrors } from "./job-error.ts";

/** Frameworks that keep the type and the text of the last error in a column each. */
export const readTwoColumns =
  (type: string, text: string): ReadJobErrors =>
  (told) => {
    const json = parseJson(told);
    return lastError(newErrors(textAt(json, type), textAt(json, text))[0]);
  };

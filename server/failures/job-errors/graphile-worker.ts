import { newErrors } from "../evidence.ts";
import { lastError, type ReadJobErrors } from "./job-error.ts";

/** Graphile Worker keeps the message of the last error, without its type. */
export const readGraphileErrors: ReadJobErrors = (text) => lastError(newErrors(null, text)[0]);

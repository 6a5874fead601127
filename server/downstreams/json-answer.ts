import type { Answer } from "./reading-kind.ts";
import { ReadingError } from "./reading.ts";

type Fields = Readonly<Record<string, unknown>>;

/** The text of an answer that says that all is well. Throws `ReadingError`. `also`: other statuses whose body counts. */
export function textOf(answer: Answer | undefined, also: readonly number[] = []): string {
  if (!answer) throw new ReadingError("There was no answer.");
  if (answer.problem !== null) throw new ReadingError(answer.problem);
  if (answer.status !== 200 && !also.includes(answer.status)) throw new ReadingError(`It answered with status ${answer.status}.`);
  return new TextDecoder().decode(answer.body);
}

/** An answer as JSON. Throws `ReadingError`. */
export function jsonOf(answer: Answer | undefined): unknown {
  return parsed(textOf(answer));
}

/** An answer as an object of JSON. Throws `ReadingError`. */
export function objectOf(answer: Answer | undefined, also: readonly number[] = []): Fields {
  return fieldsOf(parsed(textOf(answer, also))) ?? fail("Its answer is no JSON object.");
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return fail(/^\s*</.test(text) ? "It answered with a page of HTML." : "Its answer is no JSON.");
  }
}

function fail(text: string): never {
  throw new ReadingError(text);
}

export function fieldsOf(value: unknown): Fields | null {
  return typeof value === "object" && value !== null && !Array.isArray(value) ? (value as Fields) : null;
}

/** A count; null: none, or no number that counts. */
export function countOf(value: unknown): number | null {
  return typeof value === "number" && Number.isFinite(value) && value >= 0 ? value : null;
}

/** "33.3%", "33.3" or 33.3 as percent. null: not said; below 0 a library means that it has too few calls to say. */
export function percentOf(value: unknown): number | null {
  const n = typeof value === "string" && /^-?\d+(?:\.\d+)?%?$/.test(value) ? Number.parseFloat(value) : value;
  return typeof n === "number" && Number.isFinite(n) && n >= 0 && n <= 100 ? n : null;
}

import { cleanLines, cleanOrNull } from "../text/clean.ts";
import type { Evidence, FailureError, Origin, TryRecord } from "./failure.ts";

/** How much of each text is kept. */
export const caps = { name: 200, title: 160, text: 2_000, stack: 65_536 };

const nothing = {
  headers: [],
  strips: [],
  errors: [],
  attempts: [],
  tries: null,
  counts: [],
  origin: null,
  reason: null,
  diedAt: null,
  diedAfter: null,
  forwards: false,
  unwrapped: null,
  restores: null,
  incomplete: null,
} satisfies Omit<Evidence, "convention">;

/** Evidence with what one convention carries; all else is unknown. */
export function newEvidence(convention: string, carried: Partial<Omit<Evidence, "convention">>): Evidence {
  return { ...nothing, ...carried, convention };
}

/** An error as it is carried; none when nothing of it is. */
export function newErrors(type: string | null, text: string | null, stack: string | null = null): readonly FailureError[] {
  const error = { type: type || null, text: text || null, stack: stack || null };
  return error.type === null && error.text === null && error.stack === null ? [] : [error];
}

export function newOrigin(known: Partial<Origin>): Origin | null {
  const origin = { queue: null, exchange: null, routingKey: null, topic: null, handler: null, ...known };
  return Object.values(origin).some((part) => part !== null) ? origin : null;
}

interface Told {
  readonly at?: Date | null;
  readonly where?: string | null;
  readonly error?: FailureError | undefined;
  readonly source: string;
}

/** A try that has a record of its own, with the number of tries that came after it. */
export function recordedTry(after: number, { at = null, where = null, error, source }: Told): TryRecord {
  return { after, at, where, error: error ? { type: error.type, text: error.text } : null, source };
}

/** The last try, where its error or its time is carried. */
export function lastTry(told: Told): readonly TryRecord[] {
  return told.error || told.at ? [recordedTry(0, told)] : [];
}

/** What follows the last separator of an address, URL or ARN, without its query. */
export function lastPart(address: string | null, separator: "/" | ":"): string | null {
  const bare = address?.split("?", 1)[0] ?? "";
  const name = bare.slice(bare.lastIndexOf(separator) + 1);
  try {
    return (separator === "/" ? decodeURIComponent(name) : name) || null;
  } catch {
    return name;
  }
}

/** The error as it may be stored: no control characters, no broken UTF-8, not longer than `caps`. */
export function cleanError({ type, text, stack }: FailureError): FailureError {
  return {
    type: cleanOrNull(type, caps.name),
    text: text === null ? null : cleanLines(text, caps.text).trim() || null,
    stack: stack === null ? null : cleanLines(stack, caps.stack) || null,
  };
}

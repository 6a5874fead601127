import type { Position } from "./log.ts";

/**
 * Positions in logs, as everybody but an adapter sees them: opaque text. They compare as text, by code unit (`<` here, `collate "C"` in Postgres), so that
 * the core sorts and bounds records without knowing what stands in them.
 */

/** A position with what tells its record from one at the same place of a log that was deleted and recreated; "": nothing does. */
export interface Place extends Position {
  readonly mark: string;
}

/** Text of whole numbers from 0 that sorts as they do, the first before the second: each is led by a letter for the number of its digits. 42: "b42". */
export function orderedText(...numbers: readonly (bigint | number | string)[]): string {
  let text = "";
  for (const number of numbers) {
    const digits = String(number);
    text += String.fromCharCode(96 + digits.length) + digits;
  }
  return text;
}

/** The numbers that `orderedText` was given; null: no numbers give this text, so that it would not sort as they do. */
export function orderedNumbers(text: string): readonly bigint[] | null {
  const numbers = [...text.matchAll(/[a-z](\d+)/g)].map(([, digits = "0"]) => BigInt(digits));
  return numbers.length > 0 && orderedText(...numbers) === text ? numbers : null;
}

/** The exact identity of a record of a log: every log gives its messages one of this form, and no other broker does. */
export function identityOf({ part, at, mark }: Place): string {
  return `${part}/${at}/${mark}`;
}

const written = /^([^/]*)\/([^/]+)\/([^/]*)$/;

/** The place that an identity names; null: it is of no record of a log. */
export function placeOf(identity: string | null): Place | null {
  const [, part, at, mark] = (identity !== null && written.exec(identity)) || [];
  return part !== undefined && at !== undefined && mark !== undefined ? { part, at, mark } : null;
}

import { ExactNumber, readJson } from "../../text/json-value.ts";
import { wholeNumber } from "../../text/whole-number.ts";

import { readMoment } from "../moment.ts";

/** What a table tells of the last number of one key. `last`: a whole number as text, of any size that a bigint holds. */
export type LastNumber =
  /** `at`: when it was processed, in milliseconds since 1970; null: the table does not say. */
  | { readonly state: "known"; readonly last: string; readonly at: number | null }
  | { readonly state: "absent" }
  | { readonly state: "unknown"; readonly reason: string };

/** One row, its values as text. */
export interface LastRow {
  readonly last: string | null;
  readonly at: string | null;
}

/** Pure. The highest number of one key among rows of whoever counts. `field`: where it stands in a JSON document, names joined by dots; null: the column itself. */
export function judgeRows(rows: readonly LastRow[], field: string | null): LastNumber {
  if (rows.length === 0) return { state: "absent" };
  const read = rows.map(({ last, at }) => ({ last: numberIn(last, field), at: readMoment(at) }));
  if (read.some(({ last }) => last === null)) return { state: "unknown", reason: "The table holds something that is no whole number." };
  const [highest] = read.toSorted((a, b) => (BigInt(b.last ?? 0) > BigInt(a.last ?? 0) ? 1 : -1));
  return highest?.last ? { state: "known", last: highest.last, at: highest.at } : { state: "absent" };
}

/** Digits stay as they are written: 9007199254740993 is no JavaScript number. */
function numberIn(text: string | null, field: string | null): string | null {
  if (text === null) return null;
  if (field === null && !text.startsWith('"')) return wholeNumber(text.trim().replace(/\.0+$/, ""));
  const found = (field ?? "")
    .split(".")
    .filter(Boolean)
    .reduce<unknown>(
      (value, name) =>
        typeof value === "object" && value !== null && Object.hasOwn(value, name) ? (value as Record<string, unknown>)[name] : undefined,
      readJson(text),
    );
  if (found instanceof ExactNumber) return wholeNumber(found.digits.replace(/\.0+$/, ""));
  return typeof found === "number" || typeof found === "string" ? wholeNumber(String(found)) : null;
}

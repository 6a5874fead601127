import { momentOf } from "../text/moment.ts";

/** Pure. A moment that a database told, in milliseconds since 1970; null: it is none that a date can hold, as where the column holds something else. */
export function readMoment(value: unknown): number | null {
  return momentOf(value)?.getTime() ?? null;
}

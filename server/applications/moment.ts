/** Pure. A moment that a database told, in milliseconds since 1970; null: it is none, as where the column holds something else. */
export function readMoment(value: unknown): number | null {
  if (value === null || value === undefined || value === "") return null;
  const ms = Number(value);
  return Number.isFinite(ms) ? ms : null;
}

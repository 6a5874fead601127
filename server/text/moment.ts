/** What the `Date` of JavaScript can hold, in milliseconds on either side of 1970 (ECMA-262, Time Values and Time Range). */
const farthest = 8.64e15;

/** A time that somebody else's database or message says, in milliseconds since 1970. null: none, or one that no date can hold, as `infinity` of Postgres. */
export function momentOf(ms: unknown): Date | null {
  if (ms === null || ms === undefined || ms === "") return null;
  const number = Number(ms);
  return Math.abs(number) <= farthest ? new Date(number) : null;
}

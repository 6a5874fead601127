const largest = 2n ** 63n - 1n;

/** A number of a sequence as text without leading zeros; null: it is none, or larger than a bigint of a database. */
export function wholeNumber(text: string | null): string | null {
  if (text === null || !/^\d{1,30}$/.test(text)) return null;
  const number = BigInt(text);
  return number <= largest ? String(number) : null;
}

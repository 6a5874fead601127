const longest = 10_000;

/**
 * Case-insensitive match of an operator's pattern: a plain substring, or with `*` for anything a glob of the whole text. Walks the
 * literal parts in order, so it is linear where a regular expression made of it would not be.
 */
export function globFits(pattern: string, text: string): boolean {
  const parts = pattern.toLowerCase().split("*");
  const within = text.slice(0, longest).toLowerCase();
  const [first = "", ...rest] = parts;
  const last = rest.pop();
  if (last === undefined) return within.includes(first);
  if (!within.startsWith(first)) return false;
  let from = first.length;
  for (const part of rest) {
    const found = within.indexOf(part, from);
    if (found < 0) return false;
    from = found + part.length;
  }
  return within.length - last.length >= from && within.endsWith(last);
}

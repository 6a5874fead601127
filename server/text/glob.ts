const longest = 10_000;

/** Whether a pattern stands for more than itself. */
export function isGlob(pattern: string): boolean {
  return pattern.includes("*");
}

/** Exact match of a name: `*` stands for anything, every other character for itself. */
export function globMatches(pattern: string, name: string): boolean {
  return isGlob(pattern) ? fitsParts(pattern.split("*"), name) : pattern === name;
}

/** Case-insensitive match of an operator's pattern: a plain substring, or with `*` for anything a glob of the whole text. */
export function globFits(pattern: string, text: string): boolean {
  const within = text.slice(0, longest).toLowerCase();
  const sought = pattern.toLowerCase();
  return isGlob(sought) ? fitsParts(sought.split("*"), within) : within.includes(sought);
}

/** Walks the literal parts in order, so it is linear where a regular expression made of them would not be. */
function fitsParts([first = "", ...rest]: readonly string[], text: string): boolean {
  const last = rest.pop() ?? "";
  if (!text.startsWith(first)) return false;
  let from = first.length;
  for (const part of rest) {
    const found = text.indexOf(part, from);
    if (found < 0) return false;
    from = found + part.length;
  }
  return text.length - last.length >= from && text.endsWith(last);
}

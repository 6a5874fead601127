/** What hides in logs and terminals or reorders a line: C0 and C1 controls and bidirectional overrides; tab and newline become spaces. */
const unprintable = /[\u0000-\u001f\u007f-\u009f\u202a-\u202e\u2066-\u2069]+/g;
const plain = /^[\x20-\x7e]*$/;

/** Hostile text as a text column may hold it: no NUL, no control characters, no broken surrogates, at most `max` code units. */
export function cleanText(text: string, max: number): string {
  const cut = text.length > max ? text.slice(0, max) : text;
  return plain.test(cut) ? cut : cut.toWellFormed().replace(unprintable, " ");
}

/** The same for a value that may be unknown; text that is empty once cleaned is unknown too. */
export function cleanOrNull(text: string | null, max: number): string | null {
  return text === null ? null : cleanText(text, max).trim() || null;
}

/** What hides in logs and terminals or reorders a line: C0 and C1 controls and bidirectional overrides; tab and newline become spaces. */
const unprintable = /[\p{Cc}\u202a-\u202e\u2066-\u2069]+/gu;
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

/** Of an AMQP short string, in bytes; Kafka's and Amazon's names are shorter. */
const longestName = 255;

/** A name exactly as a broker has it, since the broker is asked for it. null: unknown, or no broker has it, or no text column can hold it. */
export function nameOrNull(name: string | null): string | null {
  return name !== null && Buffer.byteLength(name) <= longestName && name.isWellFormed() && !name.includes("\0") ? name : null;
}

const unprintableInLines = /[[\p{Cc}\u202a-\u202e\u2066-\u2069]--[\n\t]]+/gv;
const plainLines = /^[\n\t\x20-\x7e]*$/;

/** The same for text of several lines, such as a stack: tabs and newlines stay, other line ends become newlines. */
export function cleanLines(text: string, max: number): string {
  const cut = text.length > max ? text.slice(0, max) : text;
  if (plainLines.test(cut)) return cut;
  return cut
    .toWellFormed()
    .replace(/\r\n?|[\u2028\u2029]/g, "\n")
    .replace(unprintableInLines, " ");
}

const utf8 = new TextDecoder("utf-8", { fatal: true });

/** The text that bytes hold, exactly; null when they are not UTF-8. A byte order mark is dropped. */
export function textOf(bytes: Uint8Array): string | null {
  try {
    return utf8.decode(bytes);
  } catch {
    return null;
  }
}

/** Controls, and what reorders or hides within a line: a reader sees none of them, or sees a line that is not there. Newline and tab are seen. */
const hidden = /[[\p{Cc}\u061c\u200b\u200e\u200f\u2028-\u202e\u2060-\u2069\ufeff]--[\n\t]]/gv;

/** Hostile text for people to read: each character of it that hides or reorders others is spelt, "[U+202E]". What is stored stays as it is. */
export function markHidden(text: string): string {
  return text.replace(hidden, (mark) => `[U+${mark.codePointAt(0)?.toString(16).toUpperCase().padStart(4, "0")}]`);
}

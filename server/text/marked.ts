/**
 * Controls, and what Unicode says is not drawn (Default_Ignorable_Code_Point), which holds whatever reorders a line: a reader sees none of them, or sees
 * a line that is not there. Joiners and variation selectors are seen in the letters and emoji that they join. Newline and tab are seen in a text.
 */
const hidden = /[[\p{Cc}\p{DI}\u2028\u2029]--[\p{Join_C}\p{VS}\n\t]]/gv;
const hiddenInLine = /[[\p{Cc}\p{DI}\u2028\u2029]--[\p{Join_C}\p{VS}]]/gv;

/** Hostile text for people to read: each character of it that hides or reorders others is spelt, "[U+202E]". What is stored stays as it is. */
export function markHidden(text: string): string {
  return text.replace(hidden, spell);
}

/** The same for a name, or for a sentence that may hold one: a page shows a tab or a newline in it as a space, so they are spelt too. */
export function markLine(text: string): string {
  return text.replace(hiddenInLine, spell);
}

function spell(mark: string): string {
  return `[U+${mark.codePointAt(0)?.toString(16).toUpperCase().padStart(4, "0")}]`;
}

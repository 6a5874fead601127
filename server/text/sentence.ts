/** A text with a capital at its begin where that begins a word of ours: a name such as "orders.dlq" stays as it is written. */
export function sentenceCase(text: string): string {
  return /^(?:the|no|a|nobody|new|messages|replay|everything|at|somebody)\b(?!\.)/.test(text)
    ? `${text[0]?.toUpperCase()}${text.slice(1)}`
    : text;
}

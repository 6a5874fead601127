/**
 * Text of at most so many UTF-16 units once it is escaped, with an ellipsis where something is left out. It is cut between characters of the text, so that
 * no escape and no surrogate pair is halved.
 */
export function cutText(text: string, most: number, escape: (one: string) => string = (one) => one): string {
  let escaped = "";
  /** What still fits beside an ellipsis. */
  let kept = "";
  for (const character of text) {
    escaped += escape(character);
    if (escaped.length > most) return `${kept}…`;
    if (escaped.length < most) kept = escaped;
  }
  return escaped;
}

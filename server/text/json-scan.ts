/** Positions in a JSON text (RFC 8259), found without building values and without recursion, so that depth and size cost no more than one walk. */

const [quote, backslash, comma, colon, brace, bracket] = [0x22, 0x5c, 0x2c, 0x3a, 0x7b, 0x5b];
/** From "{" to "}", and from "[" to "]". */
const toClose = 2;

/** One member of an object, or element of an array. `name` null in arrays: the quoted name otherwise, as it is written. */
export interface Member {
  readonly name: { readonly from: number; readonly to: number } | null;
  readonly from: number;
  readonly to: number;
}

/**
 * Walks the members of the object or array that begins at `from`, and answers the index after it. -1: it is no JSON, or the text ends within; the members
 * before that place were visited.
 */
export function walkMembers(text: string, from: number, visit: (member: Member) => void): number {
  const open = text.charCodeAt(from);
  if (open !== brace && open !== bracket) return -1;
  let at = skipSpace(text, from + 1);
  if (text.charCodeAt(at) === open + toClose) return at + 1;
  for (;;) {
    const start = open === brace ? endOfName(text, at) : at;
    const to = start < 0 ? -1 : endOfValue(text, start);
    if (to < 0) return -1;
    const next = skipSpace(text, to);
    const char = text.charCodeAt(next);
    // What a cut text ends with may go on: "12" of 123.
    if (char !== comma && char !== open + toClose) return -1;
    visit({ name: open === brace ? { from: at, to: endOfString(text, at) } : null, from: start, to });
    if (char !== comma) return next + 1;
    at = skipSpace(text, next + 1);
  }
}

/** What is open around a place: "{" or "[" a level. Kept between calls, which never overlap. */
let levels = new Uint8Array(1_024);
let depth = 0;

/** The index after the JSON value that begins at `from`; -1: there is none, or the text ends within. */
export function endOfValue(text: string, from: number): number {
  let at = from;
  depth = 0;
  for (;;) {
    const char = text.charCodeAt(at);
    const opens = char === brace || char === bracket;
    const inside = opens ? skipSpace(text, at + 1) : -1;
    if (opens && text.charCodeAt(inside) !== char + toClose) {
      if (depth === levels.length) levels = grown(levels);
      levels[depth++] = char;
      at = char === brace ? endOfName(text, inside) : inside;
      if (at < 0) return -1;
      continue;
    }
    at = afterValue(text, opens ? inside + 1 : endOfScalar(text, at, char));
    if (at < 0 || depth === 0) return at;
  }
}

/** Closes what ends after a value, and answers where the next value begins; where the last ends when nothing is open any more. */
function afterValue(text: string, end: number): number {
  let at = end;
  while (at >= 0 && depth > 0) {
    const open = levels[depth - 1] ?? 0;
    at = skipSpace(text, at);
    const char = text.charCodeAt(at);
    if (char === comma) {
      const next = skipSpace(text, at + 1);
      return open === brace ? endOfName(text, next) : next;
    }
    if (char !== open + toClose) return -1;
    depth--;
    at++;
  }
  return at;
}

/** Whether the whole text is one JSON value. */
export function isJson(text: string): boolean {
  const end = endOfValue(text, skipSpace(text, 0));
  return end >= 0 && skipSpace(text, end) === text.length;
}

export function skipSpace(text: string, from: number): number {
  for (let at = from; ; at++) {
    const char = text.charCodeAt(at);
    if (char !== 0x20 && char !== 0x0a && char !== 0x0d && char !== 0x09) return at;
  }
}

function grown(bytes: Uint8Array): Uint8Array<ArrayBuffer> {
  const larger = new Uint8Array(bytes.length * 2);
  larger.set(bytes);
  return larger;
}

/** The index of the value after `"name" :`. */
function endOfName(text: string, from: number): number {
  const end = endOfString(text, from);
  if (end < 0) return -1;
  const at = skipSpace(text, end);
  return text.charCodeAt(at) === colon ? skipSpace(text, at + 1) : -1;
}

function endOfString(text: string, from: number): number {
  if (text.charCodeAt(from) !== quote) return -1;
  for (let at = from + 1; ; at++) {
    const char = text.charCodeAt(at);
    if (char === quote) return at + 1;
    // NaN past the end.
    if (!(char >= 0x20)) return -1;
    if (char !== backslash) continue;
    const size = escapeSize(text, at);
    if (size < 0) return -1;
    at += size - 1;
  }
}

function escapeSize(text: string, at: number): number {
  const kind = text[at + 1] ?? "";
  if (kind === "u") return /^[0-9a-fA-F]{4}$/.test(text.slice(at + 2, at + 6)) ? 6 : -1;
  return kind !== "" && '"\\/bfnrt'.includes(kind) ? 2 : -1;
}

function endOfScalar(text: string, at: number, char: number): number {
  if (char === quote) return endOfString(text, at);
  if (char === 0x2d || isDigit(char)) return endOfNumber(text, at);
  for (const word of ["true", "false", "null"]) if (text.startsWith(word, at)) return at + word.length;
  return -1;
}

function endOfNumber(text: string, from: number): number {
  const first = from + (text[from] === "-" ? 1 : 0);
  let at = text[first] === "0" ? first + 1 : endOfDigits(text, first);
  if (at >= 0 && text[at] === ".") at = endOfDigits(text, at + 1);
  if (at < 0 || (text[at] !== "e" && text[at] !== "E")) return at;
  return endOfDigits(text, at + (text[at + 1] === "+" || text[at + 1] === "-" ? 2 : 1));
}

/** -1: there is no digit. */
function endOfDigits(text: string, from: number): number {
  let at = from;
  while (isDigit(text.charCodeAt(at))) at++;
  return at > from ? at : -1;
}

function isDigit(char: number): boolean {
  return char >= 0x30 && char <= 0x39;
}

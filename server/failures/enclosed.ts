/** What opens and closes a value. Quotes that open as they close are told by what stands around them. */
const closers: Readonly<Record<string, string>> = {
  '"': '"',
  "'": "'",
  "`": "`",
  "«": "»",
  "“": "”",
  "‘": "’",
  "„": "”“",
  "「": "」",
  "(": ")",
  "[": "]",
  "{": "}",
};
const word = /[\p{L}\p{M}\p{N}_]/u;
const opening = /[\s([{=:,;<>/|+«“‘„「-]/;
const closing = /[\s)\]},.;:!?]/;
const object = /\{\s{0,8}\\?"[^"\\\n]{0,200}\\?"\s{0,8}:/y;

interface Masking {
  readonly mask: string;
  /** What stays of `inside`, which `opener` opens; up to some characters of what stands before, and the one behind. */
  telling(opener: string, inside: string, before: string, after: string): string;
}

const lookedBack = 16;

/**
 * Masks what stands in quotes and brackets, on one line each, and JSON objects. Values may hold quotes and brackets themselves: nested ones are
 * counted, and what closes once more before anything opens closes all of it. What never closes is left. Linear in the text.
 */
export function maskEnclosed(text: string, { mask, telling }: Masking): string {
  /** Up to where it is known that nothing closes what this opens. */
  const unclosed = new Map<string, number>();
  let masked = "";
  let from = 0;
  for (let i = 0; i < text.length; i++) {
    const opener = text[i] ?? "";
    if (!Object.hasOwn(closers, opener)) continue;
    if (opener === "{" && beginsObject(text, i)) {
      masked += text.slice(from, i) + mask;
      i = endOfObject(text, i, unclosed) ?? endOfCut(text, i);
      from = i + 1;
    } else if ((unclosed.get(opener) ?? -1) < i && opens(text, i, opener)) {
      const end = endOf(text, i, opener, unclosed);
      if (end === null) continue;
      const inside = telling(opener, text.slice(i + 1, end), text.slice(Math.max(0, i - lookedBack), i), text[end + 1] ?? "");
      masked += text.slice(from, i) + ("([".includes(opener) ? `${opener}${inside}${text[end]}` : inside);
      i = end;
      from = i + 1;
    }
  }
  return masked + text.slice(from);
}

/** Quotes that look alike on both sides. */
function isEven(opener: string): boolean {
  return closers[opener] === opener;
}

/** Whether a quote opens a value where none is open: an apostrophe within a word does not. */
function opens(text: string, i: number, opener: string): boolean {
  return !isEven(opener) || !word.test(text[i - 1] ?? " ");
}

/** Where the value closes; null: nowhere on its line. A whole JSON object in it counts as one character. */
function endOf(text: string, start: number, opener: string, unclosed: Map<string, number>): number | null {
  let depth = 1;
  let end: number | null = null;
  let i = start + 1;
  for (; i < text.length && text[i] !== "\n"; i++) {
    const object = text[i] === "{" && depth > 0 && beginsObject(text, i) ? endOfObject(text, i, unclosed) : null;
    if (object !== null) {
      i = object;
      continue;
    }
    const turn = turnOf(text, i, opener, depth);
    if (turn > 0 && depth === 0) return end;
    depth = Math.max(0, depth + turn);
    if (turn < 0) end = i;
  }
  if (end === null) unclosed.set(opener, i);
  return end;
}

/** 1: something opens here, -1: the value closes; 0: neither. What opens in another way counts only once the value was closed. */
function turnOf(text: string, i: number, opener: string, depth: number): number {
  const char = text[i] ?? "";
  if (closers[opener]?.includes(char) !== true) return char === opener || (depth === 0 && startsOther(text, i, char)) ? 1 : 0;
  if (Object.hasOwn(closers, char) && startsValue(text, i)) return 1;
  return isPartOfWord(text, i, isEven(opener) ? depth : null) ? 0 : -1;
}

function startsOther(text: string, i: number, char: string): boolean {
  return Object.hasOwn(closers, char) && (!isEven(char) || startsValue(text, i));
}

/** A quote behind a space or what opens, before what can begin a value; or before the one that ends an empty one. */
function startsValue(text: string, i: number): boolean {
  if (!opening.test(text[i - 1] ?? " ")) return false;
  return text[i + 1] === text[i] ? closing.test(text[i + 2] ?? " ") : !closing.test(text[i + 1] ?? " ");
}

/** An apostrophe; in a value that is open, any even quote before a word. `depth` of even quotes only. */
function isPartOfWord(text: string, i: number, depth: number | null): boolean {
  const [behind, ahead] = [word.test(text[i - 1] ?? " "), word.test(text[i + 1] ?? " ")];
  return depth === null ? text[i] === "’" && behind && ahead : ahead && (depth > 0 || !behind);
}

function beginsObject(text: string, i: number): boolean {
  object.lastIndex = i;
  return object.test(text);
}

const objects = "{}";

/** The last character of the JSON object that begins here, whatever its texts hold; null where it was cut: then no later one is tried. */
function endOfObject(text: string, start: number, unclosed: Map<string, number>): number | null {
  if ((unclosed.get(objects) ?? -1) >= start) return null;
  let depth = 0;
  let quoted = false;
  for (let i = start; i < text.length; i++) {
    const char = text[i];
    if (char === "\\" && quoted) i++;
    else if (char === '"') quoted = !quoted;
    else if (quoted) continue;
    else if (char === "{") depth++;
    else if (char === "}" && --depth === 0) return i;
  }
  unclosed.set(objects, text.length);
  return null;
}

/** Of a JSON object that was cut: the last brace of the text, else all of it. */
function endOfCut(text: string, start: number): number {
  const last = text.lastIndexOf("}");
  return last > start ? last : text.length - 1;
}

import { remember } from "./remember.ts";

const sourceLength = 32_768;
const templateLength = 300;
const mask = "*";
const privateUse = 0xe000;
const hidden = /[\ue02d\ue030-\ue039]/g;

/** Quoted on one line; an apostrophe inside a word opens nothing. What opens and never closes is left as it is. */
const quoted = /"[^"\n]*"|`[^`\n]*`|«[^»\n]*»|“[^”\n]*”|(?<!\w)'[^'\n]*'(?!\w)|(?<!\w)‘[^’\n]*’(?!\w)/g;
/** Numbers that name the bug and not the case: they are hidden from the masks. */
const codes =
  /\b(?:HTTP(?:\/\d\.\d)?|status(?:[ _-]?code)?(?: of)?)[ :=]{1,3}[1-5]\d\d\b|\bORA-\d{5}\b|\bSQLSTATE[ :=[(]{1,3}\w{5}\b|\b[45]\d\d(?= (?:[A-Z][a-z]+ ){0,2}(?:Error|Found|Request|Requests|Unauthorized|Forbidden|Unavailable|Gateway|Timeout|Conflict|Entity)\b)/gi;
const chunk = /[^\s"'`()[\]{}<>,;=|«»“”*]+/g;
const part = /[\p{L}\p{M}\p{N}_$-]+/gu;
const varies = /\p{N}|(?:^|[-_])[a-f]{8,}$/iu;
const joined = /\*(?:[\s.,:+/@#-]*\*)+/g;

/**
 * The text with everything masked that varies between two failings of one bug: quotes, embedded JSON, ids, numbers, times, addresses,
 * variable parts of URLs. Linear in the text.
 */
export function maskText(text: string): string {
  const source = text.slice(0, sourceLength);
  const shape = source.replace(/\d+/g, "0");
  // Which digits they are matters in codes alone; else texts of one shape are masked once.
  if (source.search(codes) >= 0 || shape.search(codes) >= 0) return maskSource(source);
  return maskShape(shape);
}

const maskShape = remember(maskSource);

function maskSource(source: string): string {
  return maskJson(source)
    .replace(quoted, mask)
    .replace(codes, hide)
    .replace(chunk, maskChunk)
    .replace(joined, mask)
    .replace(hidden, show)
    .replace(/\s+/g, " ")
    .trim()
    .slice(0, templateLength);
}

/** From the first brace that opens a JSON object to the last that closes one; to the end of the text when it was cut. */
function maskJson(text: string): string {
  const start = text.search(/\{\s{0,8}\\?"[^"\\\n]{0,200}\\?"\s{0,8}:/);
  if (start < 0) return text;
  const end = text.lastIndexOf("}");
  return `${text.slice(0, start)}${mask}${end > start ? text.slice(end + 1) : ""}`;
}

function maskChunk(text: string): string {
  const scheme = text.indexOf("://");
  if (scheme > 0) return maskParts(text.split(/[?#]/, 1)[0] ?? "");
  const sign = text.indexOf("@");
  if (sign > 0 && text.indexOf(".", sign) > 0) return mask;
  return maskParts(text);
}

function maskParts(text: string): string {
  return text.replace(part, (word) => (varies.test(word) ? mask : word));
}

/** Digits and hyphens as characters of the private use area, which are neither letters nor numbers, and back. */
function hide(code: string): string {
  return code.replace(/[\d-]/g, (char) => String.fromCharCode(privateUse + char.charCodeAt(0)));
}

function show(char: string): string {
  return String.fromCharCode(char.charCodeAt(0) - privateUse);
}

const frameMasks: readonly (readonly [RegExp, string])[] = [
  [/\$\$(?:EnhancerBy|FastClassBy|SpringCGLIB|Lambda)[\w$/]*/g, ""],
  [/_\$\$_jvst\w*/g, ""],
  [/(Generated(?:Method|Constructor)Accessor|\$Proxy)\d+/g, "$1"],
  [/lambda\$(\w+)\$\d+/g, "$1"],
  [/lambda\$\d+/g, "lambda"],
  [/\$\d+/g, ""],
  [/<>c(?:__DisplayClass\w+)?\./g, ""],
  [/<(\w+)>d__\d+(?:`\d+)?\.MoveNext/g, "$1"],
  [/<(\w+)>[a-z]__[\w|]+/g, "$1"],
  [/`\d+(?:\[[\w, ]*\])?/g, ""],
  [/\.func\d+(?:\.\d+)*/g, ""],
  [/0x[0-9a-f]+/gi, ""],
];

/** A frame's name without what the compiler or the run numbers anew. */
export function maskFrame(name: string): string {
  return /[$<`]|\d/.test(name) ? frameMasks.reduce((masked, [pattern, by]) => masked.replace(pattern, by), name) : name;
}

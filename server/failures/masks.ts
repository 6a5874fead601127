import { maskEnclosed } from "./enclosed.ts";
import { remember } from "./remember.ts";

const sourceLength = 32_768;
const templateLength = 300;
const mask = "*";
const privateUse = 0xe000;
const hidden = /[\ue02d\ue030-\ue039]/g;

/** Numbers that name the bug and not the case: they are hidden from the masks. */
const codes =
  /\b(?:HTTP(?:\/\d\.\d)?|status(?:[ _-]?code)?(?: of)?)[ :=]{1,3}[1-5]\d\d\b|\bORA-\d{5}\b|\bSQLSTATE[ :=[(]{1,3}\w{5}\b|\b(?:Errno|WinError|os error) \d+\b|\b[45]\d\d(?= \(?(?:[A-Z][a-z]+ ){0,2}(?:Error|Found|Request|Requests|Unauthorized|Forbidden|Unavailable|Gateway|Timeout|Conflict|Entity)\b)/gi;
/** What names the bug in brackets: errors by their name, classes in packages, methods and addresses of calls. */
const names =
  /\bE[A-Z]{4,}\b|\b[A-Z]{2,}(?:_[A-Z]+)+\b|\b(?:[a-z_]\w*\.){2,8}[A-Z]\w*|\b[A-Z]\w*#\w+|\b(?:GET|POST|PUT|PATCH|DELETE|HEAD)\b|\bhttps?:\/\/[^\s"'<>]+|(?<![\w.-])[a-z][a-z0-9.-]{0,80}:\d{1,5}\b/g;
/** Remarks that are no values: how a connection ended, what HTTP calls its statuses, what JavaScript read. */
const remark =
  /^(?:(?:[A-Z][a-z]+ ){0,3}(?:Error|Found|Request|Requests|Unauthorized|Forbidden|Unavailable|Gateway|Timeout|Conflict|Entity|Content|Allowed)|time-?out|timed out|connection (?:refused|reset|closed|lost|aborted|timed out)(?: by peer)?|refused|reset|closed|unavailable|denied|cancell?ed|aborted|not found|(?:reading|setting|calling) (["'`])[\w$]{1,80}\1)$/i;
/** A name of the program or its database follows, not of an event. */
const beforeName = /\b(?:constraint|column|relation|table|index|for key|no attribute)\s{1,3}$/i;
const named = new RegExp(`${beforeName.source.slice(0, -1)}["'\`«(\\[]`, "i");
const columns = /\(\w+(?:, ?\w+)*\)=\(/;
const component = /^\[[A-Za-z][\w.-]*\]/;
const name = /^[A-Za-z_][\w.$-]{0,120}$/;
const chunk = /[^\s"`()[\]{}<>,;=|«»“”*]+/g;
const part = /[\p{L}\p{M}\p{N}_$-]+/gu;
const varies = /\p{N}|(?:^|[-_])[a-f]{8,}$/iu;
const joined = /\*(?:[\s.,:+/@#-]*\*)+/g;

/** The query and fragment of a URL. */
const query = /\b([a-z][a-z0-9+.-]{1,20}:\/\/[^\s"<>?#]{1,2000})[?#][^\s"<>]*/gi;
/** Who logs in at a URL, with the password. */
const login = /\b([a-z][a-z0-9+.-]{1,20}:\/\/)[^\s"<>/?#@]{1,200}@/gi;
/** A file of somebody's data; a file of code stays, since it says where. */
const dataPath = /^(?:[a-z]:[\\/]|\\\\|~\/|\/(?:home|users|tmp|var|srv|opt|mnt|data|etc|root|media|volumes|run|private)\/)/i;
const codePath = /\.(?:java|kts?|scala|groovy|clj|cs|vb|fs|[cm]?[jt]sx?|py|rb|php|exs?|erl|go|rs|c|cc|cpp|h)\b/i;

/**
 * The text with everything masked that varies between two failings of one bug: quotes, what stands in brackets, embedded JSON, ids, numbers, times,
 * addresses, files, variable parts of URLs. Linear in the text.
 */
export function maskText(text: string): string {
  const source = text.slice(0, sourceLength);
  const shape = source.replace(/\d+/g, "0");
  // Which digits they are matters in codes and names alone; else texts of one shape are masked once.
  if ([codes, named, columns, component].some((digits) => source.search(digits) >= 0 || shape.search(digits) >= 0))
    return maskSource(source);
  return maskShape(shape);
}

/** A line of a trace that says where in the code, without its numbers and quotes; of any other line the same as of a text. */
export function maskTraceLine(line: string): string {
  return codePath.test(line) ? maskParts(line.replace(/"[^"]*"|'[^']*'/g, mask)) : maskText(line);
}

const maskShape = remember(maskSource);

function maskSource(source: string): string {
  return maskEnclosed(source.replace(query, "$1").replace(login, "$1"), { mask, telling })
    .replace(codes, hide)
    .replace(chunk, maskChunk)
    .replace(joined, mask)
    .replace(hidden, show)
    .replace(/\s+/g, " ")
    .trim()
    .slice(0, templateLength);
}

/** What stays of a text in quotes or brackets: what names the bug, else the mask. */
function telling(opener: string, inside: string, before: string, after: string): string {
  if (beforeName.test(before) && name.test(inside)) return hide(inside);
  if (!"([".includes(opener)) return mask;
  if (remark.test(inside) || (inside === "" && /\w$/.test(before))) return inside.replace(/["'`]/g, "");
  if (/SQLSTATE[ :=]{0,2}$/i.test(before) || (opener === "(" ? isColumns(inside, after) : isComponent(inside, before))) return hide(inside);
  // A value that is put behind its name, or that holds others, may hold anything.
  if (before.endsWith("=") || /["{]/.test(inside)) return mask;
  return namesIn(inside).join(" ") || mask;
}

function namesIn(inside: string): readonly string[] {
  return [...(inside.match(codes)?.map(hide) ?? []), ...(inside.match(names) ?? [])];
}

/** Postgres' "Key (customer, day)=(...)". */
function isColumns(inside: string, after: string): boolean {
  return after === "=" && columns.test(`(${inside})=(`);
}

/** "[orders] ..." at the start of a text says who wrote it. */
function isComponent(inside: string, before: string): boolean {
  return before === "" && component.test(`[${inside}]`);
}

function maskChunk(text: string): string {
  const scheme = text.indexOf("://");
  if (scheme > 0) return maskParts(text);
  const sign = text.indexOf("@");
  if (sign > 0 && text.indexOf(".", sign) > 0) return mask;
  if (dataPath.test(text) && !codePath.test(text)) return `${mask}${/[.:!?]{0,3}$/.exec(text)?.[0] ?? ""}`;
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
  [/<<(\w+)>[\w|]+>d(?:__\d+)?\.MoveNext/g, "$1"],
  [/<>c(?:__DisplayClass\w+)?\./g, ""],
  [/<(\w+)>d__\d+(?:`\d+)?\.MoveNext/g, "$1"],
  [/<(\w+)>[a-z]__[\w|]+/g, "$1"],
  [/`\d+(?:\[[\w, ]*\])?/g, ""],
  [/\.(?:func|gowrap|deferwrap)\d+(?:\.\d+)*/g, ""],
  [/(?<=\w)\.\d+$/g, ""],
  [/0x[0-9a-f]+/gi, ""],
];

/** A frame's name without what the compiler or the run numbers anew. */
export function maskFrame(name: string): string {
  return /[$<`]|\d/.test(name) ? frameMasks.reduce((masked, [pattern, by]) => masked.replace(pattern, by), name) : name;
}

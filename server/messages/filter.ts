import { categories, verdicts } from "../failures/failure.ts";

/** Those of the schema, which pages cannot load; `filter.test.ts` compares them. */
const states = ["dead", "replaying", "replayed", "unknown", "discarded", "released"] as const;

/** One word, one meaning; `any` is a state too, and without a state the filter means dead messages. */
export const qualifiers = {
  state: {
    says: `${states.join(", ")} or any`,
    kind: "choice",
    of: [...states, "any"],
  },
  verdict: { says: "poison, transient or unknown", kind: "choice", of: verdicts },
  category: { says: "what kind of failure", kind: "choice", of: categories },
  queue: { says: "the dead-letter queue; * stands for anything", kind: "name" },
  source: { says: "the configured source", kind: "name" },
  origin: { says: "the queue or topic that they name as where they failed; none: they name none; * stands for anything", kind: "name" },
  type: { says: "the event type; * stands for anything", kind: "name" },
  error: { says: "part of an error's type, place or text", kind: "part" },
  downstream: { says: "the service that the error is about", kind: "name" },
  key: { says: "the aggregate or partition key", kind: "name" },
  event: { says: "the event id", kind: "name" },
  payload: { says: "a field of the body: payload.customerId:cust-789; * stands for anything", kind: "field" },
  header: { says: "a header or property: header.x-trace-id:abc; * stands for anything", kind: "field" },
  body: { says: "text within the body; * stands for anything", kind: "within" },
  group: { says: "a group's number", kind: "number" },
  operation: { says: "the number of an operation in the audit log: what it did something to", kind: "number" },
  attempts: { says: "how often a consumer tried, where that was counted: >=3, or unknown", kind: "count" },
  replayed: { says: "replays before it died again: >0", kind: "number" },
  age: { says: "time since it died: >1h, <2d; an unknown death matches where its bounds leave no doubt", kind: "duration" },
  captured: { says: "time since Redrive captured it: >1h, <2d", kind: "duration" },
  death: { says: "known or unknown: whether the message says when it died", kind: "choice", of: ["known", "unknown"] },
} as const satisfies Record<
  string,
  { says: string; kind: "choice" | "name" | "part" | "number" | "count" | "duration" | "field" | "within"; of?: readonly string[] }
>;

/** Those that only a message's stored bytes answer. */
export const readQualifiers = ["payload", "header", "body"] as const satisfies readonly (keyof typeof qualifiers)[];

/** Of a count: the messages that do not carry it. */
export const unknownCount = "unknown";

export type Qualifier = keyof typeof qualifiers;
export type Operator = "=" | ">" | ">=" | "<" | "<=";

export interface Term {
  readonly qualifier: Qualifier | "text";
  /** Of `payload`: names and indexes from the outside in; of `header`: its name. */
  readonly path?: readonly string[];
  readonly operator: Operator;
  readonly value: string;
  readonly negated: boolean;
  /** Where it stands in the text. */
  readonly from: number;
  readonly to: number;
}

export interface Mistake {
  readonly from: number;
  readonly to: number;
  /** What is wrong and what is allowed. */
  readonly text: string;
}

export interface Filter {
  readonly terms: readonly Term[];
  readonly mistakes: readonly Mistake[];
}

/** The qualifier may have parts after dots, quoted where they hold a space, a colon or a dot. */
const piece = /(-?)(?:([A-Za-z_$][\w$-]*(?:\.(?:"[^"]*"|[^\s":.]*))*):)?(?:(>=|<=|>|<)(?=\S))?(?:"((?:[^"]|"")*)"?|(\S+))/g;
/** What follows the colon of an address: http://x, jdbc:postgresql://x. */
const address = /^(?:[a-z]{1,20}:)?\/\//i;
const known = Object.entries(qualifiers)
  .map(([name, { kind }]) => (kind === "field" ? `${name}.NAME` : name))
  .join(", ");

/** Each term is a condition that the database plans and asks of every message that it looks at. */
const mostTerms = 30;

/** `queue:orders.dlq -category:timeout age:>1h "free text"`, with every mistake and its place. Never throws. */
export function parseFilter(text: string): Filter {
  const found = [...text.matchAll(piece)];
  const read = found.slice(0, mostTerms).map(readPiece);
  const more = found[mostTerms];
  if (more) read.push({ from: more.index, to: text.length, text: `A filter may have up to ${mostTerms} terms. Remove some.` });
  return { terms: read.filter((one) => "qualifier" in one), mistakes: read.filter((one) => "text" in one) };
}

function readPiece(match: RegExpExecArray): Term | Mistake {
  const [whole, minus = "", named, sign = "", quoted, bare] = match;
  const place = { from: match.index, to: match.index + whole.length };
  const value = quoted?.replaceAll('""', '"') ?? bare ?? "";
  const free = { qualifier: "text", operator: "=", negated: minus === "-", ...place } as const;
  if (named === undefined) return { ...free, value: `${sign}${value}` };
  const { name, path } = readName(named);
  if (!isQualifier(name))
    return address.test(value) ? { ...free, value: whole.slice(minus.length) } : { ...place, text: unknownName(named) };
  if (path.length > 0 && qualifiers[name].kind !== "field") return { ...place, text: unknownName(named) };
  const operator = sign === "" ? "=" : (sign as Operator);
  const term: Term = { ...free, qualifier: name, ...(path.length > 0 ? { path } : {}), operator, value };
  const mistake = mistakeOf(term);
  return mistake === null ? term : { ...place, text: mistake };
}

/** `payload."a.b".0` as `payload` and its path; a header's name is one, dots and all. */
function readName(named: string): { readonly name: string; readonly path: readonly string[] } {
  const [name = "", ...parts] = named.match(/"[^"]*"|[^".]+|(?<=\.)(?=\.|$)/g) ?? [];
  const path = parts.map((part) => (part.startsWith('"') ? part.slice(1, -1) : part));
  return { name, path: name === "header" && path.length > 0 ? [path.join(".")] : path };
}

function unknownName(named: string): string {
  const says = `There is no “${named}:”. Use one of ${known}, or quote it as text.`;
  return /[.-]/.test(named) ? `${says} A header is header.${named}:, a field of the body payload.${named}:.` : says;
}

export function isQualifier(name: string): name is Qualifier {
  return Object.hasOwn(qualifiers, name);
}

function mistakeOf({ qualifier, path, operator, value }: Term): string | null {
  if (qualifier === "text") return null;
  const { kind, says } = qualifiers[qualifier];
  if (kind === "field" && namesNothing(path)) return `${qualifier}: wants ${says}.`;
  if (kind === "choice" && !(qualifiers[qualifier] as { of: readonly string[] }).of.includes(value))
    return `${qualifier}: is ${(qualifiers[qualifier] as { of: readonly string[] }).of.join(", ")}; not “${value}”.`;
  const number = kind === "number" || (kind === "count" && value !== unknownCount);
  if (number && !isCount(value)) return `${qualifier}: wants ${says}.`;
  if (kind === "duration" && durationMs(value) === null)
    return `${qualifier}: wants ${says}; units are s, m, h, d, and the longest is ${longestDays}d.`;
  if (operator !== "=" && !number && kind !== "duration") return `${qualifier}: cannot be compared with ${operator}.`;
  return null;
}

/** Up to 2^53: a group's number has 52 bits. */
function isCount(text: string): boolean {
  return /^\d{1,16}$/.test(text) && Number.isSafeInteger(Number(text));
}

function namesNothing(path: Term["path"]): boolean {
  return !path || path.includes("");
}

const unitMs = { s: 1_000, m: 60_000, h: 3_600_000, d: 86_400_000 } as const;

/** Nobody looks further back, and Postgres has no year 0. */
const longestDays = 36_500;

/** "90s", "15m", "2h", "7d" in milliseconds; null when it is none, or longer than a hundred years. */
export function durationMs(text: string): number | null {
  const found = /^(\d{1,9})([smhd])$/.exec(text);
  const ms = found ? Number(found[1]) * unitMs[found[2] as keyof typeof unitMs] : null;
  return ms !== null && ms <= longestDays * unitMs.d ? ms : null;
}

/** What a term is about, as it is written: "queue", "payload.customerId"; free text is about anything. */
export function subjectOf({ qualifier, path = [] }: Pick<Term, "qualifier" | "path">): string {
  if (qualifier === "text") return "";
  const plain = qualifier === "header" ? /^[^\s":.]+(?:\.[^\s":.]+)*$/ : /^[^\s":.]+$/;
  return [qualifier, ...path.map((part) => (plain.test(part) ? part : `"${part.replaceAll('"', "*")}"`))].join(".");
}

/** The filter as text again, for chips and links; it parses to the same value. */
export function termText(term: Pick<Term, "qualifier" | "path" | "operator" | "value" | "negated">): string {
  const { qualifier, operator, value, negated } = term;
  const odd = value === "" || /[\s"]|^[<>]/.test(value) || (qualifier === "text" && /:|^-/.test(value));
  const quoted = odd ? `"${value.replaceAll('"', '""')}"` : value;
  return `${negated ? "-" : ""}${qualifier === "text" ? "" : `${subjectOf(term)}:`}${operator === "=" ? "" : operator}${quoted}`;
}

/** A selection in a sentence, for confirmations: "dead messages, verdict transient, queue orders.dlq". */
export function filterWords(filter: Filter): string {
  const state = filter.terms.find(({ qualifier }) => qualifier === "state");
  const first = !state
    ? "dead messages"
    : state.value === "any"
      ? "messages in any state"
      : `${state.negated ? "not " : ""}${state.value} messages`;
  const rest = filter.terms
    .filter((term) => term !== state)
    .map((term) => {
      const { qualifier, operator, value, negated } = term;
      const what = qualifier === "text" ? `containing “${value}”` : `${subjectOf(term)} ${operator === "=" ? "" : `${operator} `}${value}`;
      return negated ? `not ${what}` : what;
    });
  return [first, ...rest].join(", ");
}

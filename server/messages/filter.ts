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
  group: { says: "a group's number", kind: "number" },
  attempts: { says: "how often a consumer tried, where that was counted: >=3, or unknown", kind: "count" },
  replayed: { says: "replays before it died again: >0", kind: "number" },
  age: { says: "time since it died: >1h, <2d; an unknown death matches where its bounds leave no doubt", kind: "duration" },
  captured: { says: "time since Redrive captured it: >1h, <2d", kind: "duration" },
  death: { says: "known or unknown: whether the message says when it died", kind: "choice", of: ["known", "unknown"] },
} as const satisfies Record<
  string,
  { says: string; kind: "choice" | "name" | "part" | "number" | "count" | "duration" | "field"; of?: readonly string[] }
>;

/** Of a count: the messages that do not carry it. */
export const unknownCount = "unknown";

export type Qualifier = keyof typeof qualifiers;
export type Operator = "=" | ">" | ">=" | "<" | "<=";

export interface Term {
  readonly qualifier: Qualifier | "text";
  /** Of `payload`: names and indexes from the outside in. */
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

const piece = /(-?)(?:([A-Za-z]+|payload(?:\.[\w$-]+)+):)?(?:(>=|<=|>|<)(?=\S))?(?:"([^"]*)"?|(\S+))/g;
const known = Object.keys(qualifiers).join(", ");

/** `queue:orders.dlq -category:timeout age:>1h "free text"`, with every mistake and its place. Never throws. */
export function parseFilter(text: string): Filter {
  const terms: Term[] = [];
  const mistakes: Mistake[] = [];
  for (const match of text.matchAll(piece)) {
    const [whole, minus, named, sign, quoted, bare] = match;
    const [name, ...path] = named?.split(".") ?? [];
    const from = match.index;
    const to = from + whole.length;
    const value = quoted ?? bare ?? "";
    if (name === undefined || (!isQualifier(name) && value.startsWith("//"))) {
      terms.push({
        qualifier: "text",
        operator: "=",
        value: name === undefined ? `${sign ?? ""}${value}` : whole,
        negated: minus === "-",
        from,
        to,
      });
      continue;
    }
    if (!isQualifier(name)) {
      mistakes.push({ from, to, text: `There is no “${name}:”. Use one of ${known}, or quote it as text.` });
      continue;
    }
    const operator = (sign as Operator | undefined) ?? "=";
    const term: Term = { qualifier: name, ...(path.length > 0 ? { path } : {}), operator, value, negated: minus === "-", from, to };
    const mistake = mistakeOf(term);
    if (mistake) mistakes.push({ from, to, text: mistake });
    else terms.push(term);
  }
  return { terms, mistakes };
}

export function isQualifier(name: string): name is Qualifier {
  return Object.hasOwn(qualifiers, name);
}

function mistakeOf({ qualifier, path, operator, value }: Term): string | null {
  if (qualifier === "text") return null;
  const { kind, says } = qualifiers[qualifier];
  if (kind === "field" && !path) return `${qualifier}: wants ${says}.`;
  if (kind === "choice" && !(qualifiers[qualifier] as { of: readonly string[] }).of.includes(value))
    return `${qualifier}: is ${(qualifiers[qualifier] as { of: readonly string[] }).of.join(", ")}; not “${value}”.`;
  const number = kind === "number" || (kind === "count" && value !== unknownCount);
  if (number && !/^\d{1,16}$/.test(value)) return `${qualifier}: wants ${says}.`;
  if (kind === "duration" && durationMs(value) === null) return `${qualifier}: wants ${says}; units are s, m, h, d.`;
  if (operator !== "=" && !number && kind !== "duration") return `${qualifier}: cannot be compared with ${operator}.`;
  return null;
}

const unitMs = { s: 1_000, m: 60_000, h: 3_600_000, d: 86_400_000 } as const;

/** "90s", "15m", "2h", "7d" in milliseconds; null when it is none. */
export function durationMs(text: string): number | null {
  const found = /^(\d{1,6})([smhd])$/.exec(text);
  return found ? Number(found[1]) * unitMs[found[2] as keyof typeof unitMs] : null;
}

/** What a term is about, as it is written: "queue", "payload.customerId"; free text is about anything. */
export function subjectOf({ qualifier, path = [] }: Pick<Term, "qualifier" | "path">): string {
  return qualifier === "text" ? "" : [qualifier, ...path].join(".");
}

/** The filter as text again, for chips and links. A quotation mark cannot be written: in a name * stands for it. */
export function termText(term: Pick<Term, "qualifier" | "path" | "operator" | "value" | "negated">): string {
  const { qualifier, operator, value, negated } = term;
  const named = qualifier !== "text" && ["name", "field"].includes(qualifiers[qualifier].kind);
  const odd = value === "" || /[\s"]|^[<>]/.test(value) || (qualifier === "text" && /:|^-/.test(value));
  const quoted = odd ? `"${value.replaceAll('"', named ? "*" : "")}"` : value;
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

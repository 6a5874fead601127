import { type Qualifier, qualifiers, unknownCount, termText } from "@/server/messages/filter";
import { numberText } from "@/server/text/numbers";
import { markLine } from "@/server/text/marked";

export interface Choice {
  readonly key: string;
  readonly text: string;
  readonly label: string;
  /** What was typed, to be lit in the label. */
  readonly part: string;
  readonly note: string;
  /** The heading that it stands under. */
  readonly under: string;
  /** A whole term; otherwise the beginning of one. */
  readonly complete: boolean;
  /** What was typed is just this: the id or key of an event. */
  readonly exact?: boolean;
}

/** Choices under one heading. */
export interface Headed {
  readonly under: string;
  readonly items: readonly Choice[];
}

/** A value that messages have, and how many of them; null: not counted. */
export interface Found {
  readonly qualifier: string;
  readonly value: string;
  readonly n: number | null;
}

/** What the words typed so far are about. */
export interface Draft {
  readonly negated: boolean;
  /** null: none is named yet. */
  readonly qualifier: Qualifier | null;
  /** What a value or the name of a qualifier begins with. */
  readonly part: string;
  /** Values that begin or are written so must be looked up. */
  readonly asks: boolean;
}

/** Reads `-queue:ord` as the qualifier `queue`, negated, and the part `ord`. */
export function readDraft(draft: string): Draft {
  const [, minus, name = "", part = ""] = /^(-?)([a-z]+):"?(.*)$/.exec(draft) ?? [];
  if (!Object.hasOwn(qualifiers, name)) {
    const free = draft.replace(/^-/, "").trim();
    return { negated: draft.startsWith("-"), qualifier: null, part: free, asks: free.length > 1 && !draft.includes(":") };
  }
  const qualifier = name as Qualifier;
  const { kind } = qualifiers[qualifier];
  return { negated: minus === "-", qualifier, part, asks: kind === "name" || kind === "part" };
}

/** What may come next: qualifiers that begin so and values that hold it, or values of the qualifier that stands there. */
export function choicesFor(draft: Draft, found: readonly Found[]): readonly Choice[] {
  const { qualifier, part, negated, asks } = draft;
  if (qualifier === null) return [...qualifiersFrom(part, negated), ...(asks ? anywhere(part, negated, found) : [])];
  const rule = qualifiers[qualifier];
  const values: readonly string[] = rule.kind === "choice" ? rule.of : rule.kind === "count" ? [unknownCount] : [];
  const fixed = values.filter((value) => value.startsWith(part)).map((value) => ({ value, n: null }));
  return (asks ? found : fixed).map(({ value, n }) => ({
    key: value,
    text: termText({ qualifier, operator: "=", value, negated }),
    label: markLine(value),
    part,
    note: n === null ? "" : numberText(n),
    under: `${qualifier}: ${rule.says}`,
    complete: true,
  }));
}

/** The choice that a key takes: Tab the first if none is highlighted, Enter only one that is highlighted or typed in full. */
export function choiceOf(key: string, draft: string, choices: readonly Choice[], highlighted: Choice | undefined): Choice | undefined {
  if (key === "Tab") return draft === "" ? undefined : (highlighted ?? choices[0]);
  return key === "Enter" ? (highlighted ?? choices.find(({ exact }) => exact)) : undefined;
}

/** The choices by heading, in their order. */
export function headed(choices: readonly Choice[]): readonly Headed[] {
  return [...Map.groupBy(choices, ({ under }) => under)].map(([under, items]) => ({ under, items }));
}

/** A field of the body is named before its value. */
const ends = (key: Qualifier) => (qualifiers[key].kind === "field" ? "." : ":");

function qualifiersFrom(begin: string, negated: boolean): Choice[] {
  return (Object.keys(qualifiers) as Qualifier[])
    .filter((key) => `${key}${ends(key)}`.startsWith(begin.toLowerCase()))
    .map((key) => ({
      key,
      text: `${negated ? "-" : ""}${key}${ends(key)}`,
      label: `${key}${ends(key)}`,
      part: begin,
      note: qualifiers[key].says,
      under: "Filter by",
      complete: false,
    }));
}

/** Where words may be looked for that are the value of nothing. */
const written = [
  { qualifier: "text", label: "text with", note: "error, title, event id, key" },
  { qualifier: "body", label: "bodies with", note: "read one by one" },
  { qualifier: "header", path: ["*"], label: "headers with", note: "read one by one" },
] as const;

function anywhere(part: string, negated: boolean, found: readonly Found[]): Choice[] {
  const values = found.flatMap(({ qualifier, value, n }) =>
    Object.hasOwn(qualifiers, qualifier)
      ? [
          {
            key: `${qualifier} ${value}`,
            text: termText({ qualifier: qualifier as Qualifier, operator: "=", value, negated }),
            label: markLine(`${qualifier}:${value}`),
            part,
            note: n === null ? "" : numberText(n),
            under: "Or by",
            complete: true,
            exact: value === part && (qualifier === "event" || qualifier === "key"),
          },
        ]
      : [],
  );
  return [
    ...values,
    ...written.map(({ label, note, ...term }) => ({
      key: label,
      text: termText({ operator: "=", negated, ...term, value: term.qualifier === "header" ? `*${part}*` : part }),
      label: `${label} ${part}`,
      part,
      note,
      under: "Or by",
      complete: true,
    })),
  ];
}

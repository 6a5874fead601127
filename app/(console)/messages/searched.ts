import { parseFilter, type Term, termText } from "@/server/messages/filter";

/** A wider search for the same words. */
export interface Wider {
  readonly label: string;
  readonly filter: string;
}

/** Where terms look that hold a part of something; the others name one field, and compare all of it. */
const looks: Partial<Record<Term["qualifier"], string>> = {
  text: "in error texts (their first 200 characters) and titles of failures, and as a whole event id or key; not in bodies or headers",
  error: "in the types, titles and texts of failures",
  payload: "in the JSON of bodies, as the Payload tab shows it",
  header: "in headers and properties, as a whole value unless * stands for the rest",
  body: "in the text of bodies, as the Payload tab shows it",
};

/** What an empty result looked at: “refund” was looked for in ... */
export function searchedWords(filter: string): readonly string[] {
  return parseFilter(filter).terms.flatMap(({ qualifier, value, negated }) => {
    const where = looks[qualifier];
    return where && !negated ? [`“${value}” was looked for ${where}.`] : [];
  });
}

/** The same filter with its free text looked for in what is read message by message; empty: it holds none. */
export function widerSearches(filter: string): readonly Wider[] {
  const { terms } = parseFilter(filter);
  if (!terms.some(isText)) return [];
  const instead = (replace: (value: string) => Partial<Term>) =>
    terms.map((term) => termText(isText(term) ? { ...term, ...replace(term.value) } : term)).join(" ");
  return [
    { label: "Search the bodies", filter: instead((value) => ({ qualifier: "body", value })) },
    { label: "Search the headers", filter: instead((value) => ({ qualifier: "header", path: ["*"], value: `*${value}*` })) },
  ];
}

function isText({ qualifier, negated }: Term): boolean {
  return qualifier === "text" && !negated;
}

import { parseFilter, subjectOf, type Term, termText } from "@/server/messages/filter";
import { markLine } from "@/server/text/marked";

/** A wider search for the same words. */
export interface Wider {
  readonly label: string;
  readonly filter: string;
}

/** What an empty result looked at, for terms that do not compare a column of the list: “refund” was looked for in ... */
export function searchedWords(filter: string): readonly string[] {
  return parseFilter(filter).terms.flatMap((term) => {
    const where = whereOf(term);
    return where && !term.negated ? [markLine(`“${term.value}” was looked for ${where}.`)] : [];
  });
}

function whereOf(term: Term): string | null {
  switch (term.qualifier) {
    case "text":
      return "in error texts (their first 200 characters) and titles of failures, and as a whole event id or key; not in bodies or headers";
    case "error":
      return "in the types, titles and texts of failures";
    case "payload":
      return `as the value of ${subjectOf(term)}, from the root of the body as the Payload tab shows it; * stands for anything${wrapped(term)}`;
    case "header":
      return `as the value of ${subjectOf(term)}, a header or property; * stands for anything`;
    case "body":
      return "in the text of bodies, as the Payload tab shows it";
    default:
      return null;
  }
}

/** Many envelopes hold the event in a field that is called payload as well. */
function wrapped(term: Term): string {
  return term.path?.[0] === "payload" ? "" : `. A field within the body's own "payload" is payload.${subjectOf(term)}`;
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

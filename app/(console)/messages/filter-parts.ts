import { parseFilter, type Term, termText } from "@/server/messages/filter";

/** A piece of the filter's text: a term, or what cannot be read as one (null). */
export interface Part {
  readonly text: string;
  readonly term: Term | null;
  readonly from: number;
}

/** The pieces of a filter in the order in which they are written. */
export function partsOf(filter: string): readonly Part[] {
  const { terms, mistakes } = parseFilter(filter);
  return [
    ...terms.map((term): Part => ({ term, text: termText(term), from: term.from })),
    ...mistakes.map(({ from, to }): Part => ({ term: null, text: filter.slice(from, to), from })),
  ].toSorted((a, b) => a.from - b.from);
}

/** The filter without one of its pieces. */
export function withoutPart(parts: readonly Part[], index: number): string {
  return parts
    .filter((_, other) => other !== index)
    .map(({ text }) => text)
    .join(" ");
}

/** The filter with what was typed after it; null: what was typed cannot be read. */
export function withTyped(parts: readonly Part[], typed: string): string | null {
  const { terms, mistakes } = parseFilter(typed);
  return mistakes.length > 0 ? null : [...parts.map(({ text }) => text), ...terms.map(termText)].join(" ");
}

import { type JsonLayout, layOut } from "../json-layout";
import { prettyJson } from "../pretty-json";
import type { Message } from "../message";
import { jsonProblem } from "./json-problem";

type Header = Message["headers"][number];

/** What is being edited. The body as JSON laid out for reading, or as the very text that is stored; null: it is no text. */
export interface Draft {
  readonly mode: "json" | "text";
  readonly text: string | null;
  readonly headers: readonly Header[];
  readonly properties: readonly Header[];
}

/**
 * What is edited, as it is stored. `mark`: the byte order mark before the text, or "". `layout`: how its JSON is written; null: it is none, or one that
 * only its writer could write again.
 */
export interface Base {
  readonly text: string | null;
  readonly mark: string;
  readonly layout: JsonLayout | null;
  readonly headers: readonly Header[];
  readonly properties: readonly Header[];
}

export function openDraft({ text, layout, headers, properties }: Omit<Base, "mark">): Draft {
  const mode = layout === null ? "text" : "json";
  return { mode, text: shownText(text, mode), headers, properties };
}

/** The parts of a draft that somebody changed. */
export type Kept = Pick<Draft, "mode"> & Partial<Omit<Draft, "mode">>;

/** What is worth keeping of a draft; null: nothing is changed. */
export function keptParts(draft: Draft, base: Base): Kept | null {
  const { mode, text, headers, properties } = draft;
  const parts = {
    ...(text === shownText(base.text, mode) ? {} : { text }),
    ...(headers === base.headers ? {} : { headers }),
    ...(properties === base.properties ? {} : { properties }),
  };
  return Object.keys(parts).length > 0 ? { mode, ...parts } : null;
}

/** The draft with what was kept of an earlier one, whose message may have changed since. */
export function restoreDraft(opened: Draft, kept: Kept | undefined, { text, layout }: Pick<Base, "text" | "layout">): Draft {
  if (!kept) return opened;
  const { text: written, ...rest } = kept;
  const mode = layout === null ? "text" : kept.mode;
  // What was no text before, or no longer is, has none to go on with.
  const isKept = written !== undefined && written !== null && text !== null;
  return { ...opened, ...rest, mode, text: isKept ? written : shownText(text, mode) };
}

/** A stored text as it is shown in a mode; one that is nested too deep to be laid out as it is. */
export function shownText(text: string | null, mode: Draft["mode"]): string | null {
  return text !== null && mode === "json" ? (prettyJson(text) ?? text) : text;
}

/** The text that would be stored: JSON goes back into the layout that it had. JSON with a mistake stays as it stands. */
export function writtenText({ mode, text }: Pick<Draft, "mode" | "text">, layout: JsonLayout | null): string | null {
  if (text === null || mode === "text" || layout === null || jsonProblem(text)) return text;
  return layOut(text, layout);
}

/** What an edit says of the draft: only what is different. */
export function changeOf(draft: Draft, base: Base) {
  const text = writtenText(draft, base.layout);
  const head = draft.headers !== base.headers || draft.properties !== base.properties;
  return {
    ...(text !== null && text !== base.text ? { body: { text: base.mark + text } } : {}),
    ...(head ? { head: { headers: draft.headers.map(bare), properties: draft.properties.map(bare) } } : {}),
  };
}

function bare({ name, nameBytes, value }: Header) {
  return { name, nameBytes, value };
}

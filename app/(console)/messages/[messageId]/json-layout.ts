import { prettyJson } from "./pretty-json";

/** How a JSON text is laid out, where an edited one can be laid out in just the same way. */
export type JsonLayout = "compact" | "spaced" | "pretty";

const tokens = /"(?:[^"\\]|\\.)*"|[{}[\],:]|[^\s{}[\],:"]+/g;

function joined(text: string, instead: Readonly<Record<string, string>>): string {
  return [...text.matchAll(tokens)].map(([token]) => instead[token] ?? token).join("");
}

const layouts: Readonly<Record<JsonLayout, (text: string) => string | null>> = {
  compact: (text) => joined(text, {}),
  spaced: (text) => joined(text, { ",": ", ", ":": ": " }),
  pretty: prettyJson,
};

/**
 * null: white space is as its writer liked it, and would be lost by laying it out anew; or the text is nested too deep to be laid out for reading. The
 * text must be valid JSON.
 */
export function layoutOf(text: string): JsonLayout | null {
  if (prettyJson(text) === null) return null;
  return (["compact", "spaced", "pretty"] as const).find((layout) => layouts[layout](text) === text) ?? null;
}

/** A text that is nested too deep to be laid out stays as it is. */
export function layOut(text: string, layout: JsonLayout): string {
  return layouts[layout](text) ?? text;
}

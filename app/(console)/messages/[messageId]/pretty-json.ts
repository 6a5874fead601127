/** More characters than this are not laid out: each level of depth is indented on each of its lines, so that 40 kB of brackets make 450 MB. */
const mostLaidOut = 4_000_000;

const tokens = /"(?:[^"\\]|\\.)*"|[{}[\],:]|[^\s{}[\],:"]+/g;

/**
 * JSON laid out by its own tokens: strings, numbers and repeated keys stay exactly as they were written, which parsing and printing
 * would not do. The text must be valid JSON. null: it is nested so deep that its layout would be too long to read.
 */
export function prettyJson(text: string): string | null {
  const out: string[] = [];
  let depth = 0;
  let size = 0;
  let opened = false;
  const put = (part: string) => {
    out.push(part);
    size += part.length;
  };
  const line = () => put(`\n${"  ".repeat(depth)}`);
  for (const [token] of text.matchAll(tokens)) {
    const closes = token === "}" || token === "]";
    if (closes) depth--;
    if (closes ? !opened : opened) line();
    put(token === ":" ? ": " : token);
    opened = token === "{" || token === "[";
    if (opened) depth++;
    if (token === ",") line();
    if (size > mostLaidOut) return null;
  }
  return out.join("");
}

/** A text to compare by its lines: JSON laid out, unless it is nested too deep. */
export function readable(text: string, json: boolean): string {
  return (json && prettyJson(text)) || text;
}

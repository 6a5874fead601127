/**
 * JSON laid out by its own tokens: strings, numbers and duplicate keys stay exactly as they were written, which parsing and printing
 * would not do. The text must be valid JSON.
 */
export function prettyJson(text: string): string {
  const out: string[] = [];
  let depth = 0;
  const line = () => `\n${"  ".repeat(depth)}`;
  for (const [token] of text.matchAll(/"(?:[^"\\]|\\.)*"|[{}[\],:]|[^\s{}[\],:"]+/g)) {
    if (token === "{" || token === "[") {
      depth++;
      out.push(token, line());
    } else if (token === "}" || token === "]") {
      depth--;
      const empty = out.length >= 2 && /^\n\s*$/.test(out.at(-1) ?? "") && (out.at(-2) === "{" || out.at(-2) === "[");
      if (empty) out.pop();
      else out.push(line());
      out.push(token);
    } else if (token === ",") out.push(token, line());
    else if (token === ":") out.push(": ");
    else out.push(token);
  }
  return out.join("");
}

/** Why a text is no JSON, in words with its line; null: it is. */
export function jsonProblem(text: string): string | null {
  try {
    JSON.parse(text);
    return null;
  } catch (error) {
    const told = error instanceof Error ? error.message : "";
    const at = Number(/position (\d+)/.exec(told)?.[1] ?? Number.NaN);
    const line = Number.isNaN(at) ? null : text.slice(0, at).split("\n").length;
    return `Not JSON${line === null ? "" : `, line ${line}`}: ${told.replace(/ in JSON at position.*$/, "").replace(/\(line.*$/, "")}`;
  }
}

import { fileOf, moduleOf, type RawFrame, remember, type Section, type TraceReader } from "./trace.ts";

const frame = /^\s*(?:from )?((?:<internal:)?[^\s:][^:]*):(\d+):in [`']([^']+)'(?:: (.*))?$/;
const block = /^(?:(?:block|rescue|ensure)(?: \(\d+ levels\))? in )+/;

/** Ruby: `path:line:in 'method'`; the first line may end with the text and the class in parentheses. */
export const rubyTrace: TraceReader = {
  runtime: "ruby",
  isFrame: (line) => readFrame(line) !== null,
  read: (lines) => {
    const told = lines.map((line) => frame.exec(line)?.[4]).find((text) => text !== undefined) ?? null;
    const typed = told === null ? null : /^(.*) \(([\w:]+)\)$/.exec(told);
    const frames = lines.flatMap((line) => readFrame(line) ?? []);
    const section: Section = { type: typed?.[2] ?? null, text: typed?.[1] ?? told, frames };
    return [section];
  },
};

const readFrame = remember((line): RawFrame | null => {
  const found = frame.exec(line);
  const path = found?.[1];
  if (!path) return null;
  const file = fileOf(path);
  const method = (found[3] ?? "").replace(block, "").replace(/[#]/g, ".");
  const name = method.includes(".")
    ? method.slice(method.lastIndexOf("::") + 1).replace(/^:/, "")
    : `${file.replace(/\.rb$/, "")}.${method}`;
  return { name, symbol: method, path, location: `${file}:${found[2]}`, module: moduleOf(path) };
});

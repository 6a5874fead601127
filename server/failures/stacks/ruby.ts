import { fileOf, type Head, isClassName, moduleOf, type RawFrame, readHead, remember, type Section, type TraceReader } from "./trace.ts";

const frame = /^\s*(?:from )?((?:<internal:)?[^\s:][^:]*):(\d+):in [`']([^']+)'(?:: (.*))?$/;
const block = /^(?:(?:block|rescue|ensure)(?: \(\d+ levels\))? in )+/;
const named = /^((?:[A-Z]\w*::)*[A-Z]\w*) \((.*)\):?$/;

/** Ruby: `path:line:in 'method'`; the first line of an error may end with its text and class, and its cause follows, told the same way. */
export const rubyTrace: TraceReader = {
  runtime: "ruby",
  isFrame: (line) => readFrame(line) !== null,
  read: (lines) => {
    const sections: { head: Head | null; frames: RawFrame[] }[] = [];
    for (const line of lines) {
      const read = readFrame(line);
      const told = read ? frame.exec(line)?.[4] : undefined;
      const current = sections.at(-1);
      const above = read ? null : headAbove(line);
      if (told !== undefined || !current) sections.push({ head: told === undefined ? above : headOf(told), frames: [] });
      else if (above?.type && current.frames.length > 0) sections.push({ head: above, frames: [] });
      if (read) sections.at(-1)?.frames.push(read);
    }
    return sections.toReversed().map(({ head, frames }): Section => ({ type: head?.type ?? null, text: head?.text ?? null, frames }));
  },
};

/** "text (Shop::Refused)". */
function headOf(told: string): Head {
  const found = /^(.*) \(([\w:]+)\)$/.exec(told);
  return { type: found?.[2] ?? null, text: found?.[1] ?? told };
}

/** "Shop::Refused: text" or "Shop::Refused (text):" above the frames, as loggers write it. */
function headAbove(line: string): Head {
  const text = line.trim().replace(/^Caused by:? /, "");
  const found = named.exec(text);
  return found ? { type: found[1] ?? null, text: found[2] || null } : readHead(text, isClassName);
}

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

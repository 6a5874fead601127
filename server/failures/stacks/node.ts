import { fileOf, moduleOf, type RawFrame, readHead, remember, type Section, type TraceReader } from "./trace.ts";

const place = /^(?:file:\/\/)?(.+):(\d+):\d+$/;
const cause = /^\s*(?:\[cause\]: |Caused by: )/;
const decoration = /^(?:async )?(?:new )?(?:Object\.|Module\.|exports\.)?/;

/** Node: `at name (path:line:column)`, and causes as `util.inspect` prints them. */
export const nodeTrace: TraceReader = {
  runtime: "node",
  isFrame: (line) => readFrame(line) !== null,
  read: (lines) => {
    const sections: { head: string; frames: RawFrame[] }[] = [];
    for (const line of lines) {
      const current = sections.at(-1);
      const read = readFrame(line);
      if (read) current?.frames.push(read);
      else if (!current || cause.test(line)) sections.push({ head: line.replace(cause, "").trim(), frames: [] });
      else if (current.frames.length === 0) current.head += `\n${line}`;
    }
    return sections.toReversed().map(({ head, frames }): Section => ({ ...readHead(head.replace(/^Uncaught /, "")), frames }));
  },
};

const readFrame = remember((line): RawFrame | null => {
  const text = line.trim().replace(/ \{$/, "");
  if (!text.startsWith("at ")) return null;
  const open = text.endsWith(")") ? text.lastIndexOf(" (") : -1;
  const found = place.exec(open < 0 ? text.slice(3).replace(/^async /, "") : text.slice(open + 2, -1));
  const path = found?.[1];
  if (!path || !/[\\/]|^node:|^webpack/.test(path)) return null;
  const named =
    open < 0
      ? ""
      : text
          .slice(3, open)
          .replace(decoration, "")
          .replace(/ \[as .*\]$/, "");
  const file = fileOf(path);
  const name = named === "" || named.includes("<anonymous>") ? file : named;
  return { name, symbol: name, path, location: `${file}:${found[2]}`, module: path.startsWith("node:") ? "node" : moduleOf(path) };
});

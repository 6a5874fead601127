import { fileOf, type Head, moduleOf, type RawFrame, readHead, remember, type Section, type TraceReader } from "./trace.ts";

const place = /^(?:file:\/\/)?(.+):(\d+):\d+$/;
const cause = /^\s*(?:\[cause\]: |Caused by: )/;
const decoration = /^(?:async )?(?:new )?(?:Object\.|Module\.|exports\.)?/;

/** Node: `at name (path:line:column)`, and causes and the errors of an AggregateError as `util.inspect` prints them. */
export const nodeTrace: TraceReader = {
  runtime: "node",
  isFrame: (line) => readFrame(line) !== null,
  read: (lines) => {
    const sections: Open[] = [];
    for (const line of ofOneType(lines)) addLine(sections, line);
    return sections.toReversed().map(({ head, frames }): Section => ({ ...headOf(head), frames }));
  },
};

interface Open {
  head: string;
  /** Its text is over: only fields and causes follow. */
  closed: boolean;
  readonly frames: RawFrame[];
}

function addLine(sections: Open[], line: string): void {
  const current = sections.at(-1);
  const read = readFrame(line);
  if (read) current?.frames.push(read);
  else if (!current) open(sections, line);
  else if (cause.test(line) && (current.closed || current.frames.length > 0)) {
    const told = line.replace(cause, "").trim();
    const text = /^(['"`])(.*)\1,?$/.exec(told)?.[2];
    if (told !== "{") open(sections, text ?? told, text !== undefined);
  } else if (current.frames.length === 0 && !current.closed) current.head += `\n${line}`;
  const last = sections.at(-1);
  if (last && line.endsWith(" {")) last.closed = true;
}

function open(sections: Open[], line: string, closed = false): void {
  sections.push({ head: line.trim(), closed, frames: [] });
}

/**
 * The lines without "[errors]: [", but for its first error where all of them are of one type: then that is told as the cause. Where they are of
 * several, or a cause is told, none of them is the cause.
 */
function ofOneType(lines: readonly string[]): readonly string[] {
  const kept: string[] = [];
  let caused = -1;
  for (let index = 0; index < lines.length; index++) {
    const line = lines[index] ?? "";
    const indent = line.length - line.trimStart().length;
    if (line.startsWith("[cause]: ", indent)) caused = indent;
    if (line.slice(indent) !== "[errors]: [") {
      kept.push(line);
      continue;
    }
    const end = lines.findIndex((later, at) => at > index && later.startsWith("]", indent) && later.slice(0, indent).trim() === "");
    const inside = lines.slice(index + 1, end < 0 ? lines.length : end);
    const heads = inside.flatMap((later, at) => (/^\S(?!t .*:\d)/.test(later.slice(indent + 2)) && !/^[}\]]/.test(later.trim()) ? at : []));
    const types = new Set(heads.map((at) => headOf(inside[at]?.trim() ?? "").type));
    if (types.size === 1 && caused !== indent)
      kept.push(`[cause]: ${inside[0]?.trim()}`, ...ofOneType(inside.slice(1, heads[1] ?? inside.length)));
    index += inside.length;
  }
  return kept;
}

/** An error without frames is told in brackets. */
function headOf(head: string): Head {
  const bare = head.replace(/^Uncaught /, "").replace(/ \{$/, "");
  return readHead(bare.startsWith("[") && bare.endsWith("]") ? bare.slice(1, -1) : bare, isType);
}

/** Classes have capitals, but for the "error" of node-postgres. */
function isType(name: string): boolean {
  return name === "error" || /(?:^|\.)[\p{Lu}_$][\p{L}\p{N}_$]*$/u.test(name);
}

const readFrame = remember((line): RawFrame | null => {
  const text = line.trim().replace(/,$| \{$/, "");
  if (!text.startsWith("at ")) return null;
  const open = text.endsWith(")") ? text.lastIndexOf(" (") : -1;
  const called = open < 0 ? "" : calledOf(text.slice(3, open));
  const where = open < 0 ? text.slice(3).replace(/^async /, "") : text.slice(open + 2, -1);
  if (called !== "" && /^(?:<anonymous>|native|index \d+)$/.test(where))
    return { name: called, symbol: called, path: "<anonymous>", location: null, module: "node" };
  const found = place.exec(where);
  const path = found?.[1];
  if (!path || !/[\\/]|^node:|^webpack/.test(path)) return null;
  const file = fileOf(path);
  const name = called === "" || called.includes("<anonymous>") ? file : called;
  return { name, symbol: name, path, location: `${file}:${found[2]}`, module: path.startsWith("node:") ? "node" : moduleOf(path) };
});

function calledOf(text: string): string {
  return text.replace(decoration, "").replace(/ \[as .*\]$/, "");
}

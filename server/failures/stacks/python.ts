import { fileOf, moduleOf, type RawFrame, readHead, remember, type Section, type TraceReader } from "./trace.ts";

const frame = /^[>\s]*File "([^"]+)", line (\d+), in (\S.*)$/;
const grouped = /^\s*\+ Exception Group Traceback \(/;
const part = /^( *)\+(-\+)?-{3,} (\d+|\.\.\.) -{3,}$/;
const bars = /^ *[|+] ?/;
const starts = /^(?:(?:Exception Group )?Traceback \(|During handling of|The above exception was)/;
const deepest = 10;

/**
 * Python: the innermost frame comes last, and chained tracebacks come root first. Notes cannot be told from further lines of the text. The parts of
 * an exception group stand behind bars below it; they are its cause where they are all of one type, else the group says what is known.
 */
export const pythonTrace: TraceReader = {
  runtime: "python",
  isFrame: (line) => readFrame(line) !== null || grouped.test(line),
  read: (lines) => readBlock(lines, lines.some((line) => grouped.test(line)) ? 0 : deepest),
};

interface Open {
  head: string | null;
  readonly frames: RawFrame[];
  /** The cause of a group. */
  below: readonly Section[];
}

/** `depth` counts the groups around; at the deepest bars mean nothing. */
function readBlock(lines: readonly string[], depth: number): readonly Section[] {
  const inGroup = depth < deepest;
  const opened: Open[] = [newOpen()];
  for (let index = 0; index < lines.length; index++) {
    const line = lines[index] ?? "";
    const rule = inGroup ? part.exec(line) : null;
    const bare = inGroup ? line.replace(bars, "") : line;
    const current = opened.at(-1) ?? newOpen();
    if (rule?.[2]) {
      const indent = (rule[1] ?? "").length + 2;
      const block = blockAfter(lines, index + 1, indent);
      current.below = causeOf(block, indent, depth);
      index += block.length;
    } else if (starts.test(bare)) opened.push(newOpen());
    else addLine(current, bare, inGroup);
  }
  return opened
    .filter(({ frames, head }) => frames.length > 0 || head !== null)
    .flatMap(({ head, frames, below }): Section[] => [...below, { ...readHead(head ?? "", isType), frames: frames.toReversed() }]);
}

function newOpen(): Open {
  return { head: null, frames: [], below: [] };
}

/** In a group an error may stand without frames. */
function addLine(open: Open, line: string, inGroup: boolean): void {
  const read = readFrame(line);
  if (read) open.frames.push(read);
  else if (line.trim() === "" || line === '"""' || (inGroup && /^[-+]+$/.test(line))) return;
  else if (open.head !== null) open.head += `\n${line}`;
  else if ((inGroup || open.frames.length > 0) && /^\S/.test(line)) open.head = line;
}

/** The lines of a group's parts: behind a bar or a rule that is indented as deep, or deeper. */
function blockAfter(lines: readonly string[], from: number, indent: number): readonly string[] {
  const end = lines.findIndex((line, index) => index >= from && !/^ *[|+]/.test(line.slice(indent)));
  return lines.slice(from, end < 0 ? lines.length : end);
}

function causeOf(block: readonly string[], indent: number, depth: number): readonly Section[] {
  const parts: string[][] = [[]];
  for (const line of block) {
    const rule = part.exec(line);
    if (rule?.[1]?.length === indent && !rule[2]) parts.push([]);
    else if (!/^ *\+-+$/.test(line)) parts.at(-1)?.push(line);
  }
  const [first = [], ...others] = parts.map((lines) => readBlock(lines, depth + 1));
  return others.every((other) => other[0]?.type === first[0]?.type) ? first : [];
}

/** What follows a traceback in its first column is the error, and classes of its libraries may be in small letters: "socket.timeout". */
function isType(): boolean {
  return true;
}

const readFrame = remember((line): RawFrame | null => {
  const found = frame.exec(line);
  const path = found?.[1];
  if (!path) return null;
  const file = fileOf(path);
  const stem = file.replace(/\.py$/, "");
  const name = `${stem === "__init__" ? moduleOf(path) : stem}.${found[3]}`;
  return {
    name,
    symbol: name,
    path,
    location: `${file}:${found[2]}`,
    module: /^<|\/lib\/python[\d.]+\/[^/]+$/.test(path) ? stem : moduleOf(path),
  };
});

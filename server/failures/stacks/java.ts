import { lastTwo, packageOf, type RawFrame, readHead, remember, type Section, type TraceReader } from "./trace.ts";
import { maskFrame } from "../masks.ts";

const frame = /^\s*at (?:[\w.@-]*\/)*([^\s()]+)\(([^()]*)\)/;
const place = /^(?:[^\s:()]+\.(?:java|kt|kts|scala|groovy|clj)(?::\d+)?|Native Method|Unknown Source(?::\d+)?|<generated>|SourceFile:\d+)$/;
const elided = /^\s*\.\.\. (\d{1,4}) (?:more|common frames omitted)/;
const heading = /^(?:Caused by: |Exception in thread "[^"]*" )?/;

/** Java and Kotlin: causes follow, each without the frames that it shares with the error around it ("... 31 more"). */
export const javaTrace: TraceReader = {
  runtime: "jvm",
  isFrame: (line) => readFrame(line) !== null,
  read: (lines) => {
    const sections: Open[] = [];
    for (const line of withoutSuppressed(lines)) addLine(sections, line);
    return sections.toReversed().map(({ head, frames }): Section => ({ ...readHead(head), frames }));
  },
};

interface Open {
  head: string;
  readonly frames: RawFrame[];
}

/** A suppressed error is none of the causes: its lines are indented deeper than its heading. */
function* withoutSuppressed(lines: readonly string[]): Generator<string> {
  let suppressed: number | null = null;
  for (const line of lines) {
    const text = line.trimStart();
    const indent = line.length - text.length;
    if (suppressed !== null && indent >= suppressed) continue;
    suppressed = text.startsWith("Suppressed: ") && indent > 0 ? indent : null;
    if (suppressed === null) yield line;
  }
}

function addLine(sections: Open[], line: string): void {
  const text = line.trimStart();
  const current = sections.at(-1);
  const read = readFrame(line);
  const more = Number(elided.exec(line)?.[1] ?? 0);
  if (read) current?.frames.push(read);
  else if (more > 0) current?.frames.push(...(sections.at(-2)?.frames.slice(-more) ?? []));
  else if (!current || text.startsWith("Caused by: ")) sections.push({ head: text.replace(heading, ""), frames: [] });
  else if (current.frames.length === 0) current.head += `\n${line}`;
}

const readFrame = remember((line): RawFrame | null => {
  const found = frame.exec(line);
  if (!found?.[1] || !place.test(found[2] ?? "")) return null;
  const symbol = maskFrame(found[1]);
  return { name: lastTwo(symbol), symbol, path: null, location: found[2] ?? null, module: packageOf(symbol) };
});

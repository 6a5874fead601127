import { type Head, isClassName, lastTwo, packageOf, type RawFrame, readHead, remember, type Section, type TraceReader } from "./trace.ts";
import { maskFrame } from "../masks.ts";

const frame = /^\s*at (?:[\w.@-]*\/)*([^\s()]+)\(([^()]*)\)/;
const place = /^(?:[^\s:()]+\.(?:java|kt|kts|scala|groovy|clj)(?::\d+)?|Native Method|Unknown Source(?::\d+)?|<generated>|SourceFile:\d+)$/;
const elided = /^\s*\.\.\. (\d{1,4}) (?:more|common frames omitted)/;
const heading = /^(?:Caused by: |Wrapped by: |Exception in thread "[^"]*" )?/;

/**
 * Java and Kotlin: causes follow, each without the frames that it shares with the error around it ("... 31 more"). Logback can print the root cause
 * first, then "Wrapped by".
 */
export const javaTrace: TraceReader = {
  runtime: "jvm",
  isFrame: (line) => readFrame(line) !== null,
  read: (lines) => {
    const sections: Open[] = [];
    for (const line of withoutSuppressed(lines)) addLine(sections, line);
    const told = sections.map(({ head, frames }): Section => ({ ...headOf(head), frames }));
    return lines.some((line) => line.startsWith("Wrapped by: ")) ? told : told.toReversed();
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
  if (read && !current) sections.push({ head: "", frames: [read] });
  else if (read) current?.frames.push(read);
  else if (more > 0) current?.frames.push(...(sections.at(-2)?.frames.slice(-more) ?? []));
  else if (!current || isCause(line)) sections.push({ head: text.replace(heading, ""), frames: [] });
  else if (current.frames.length === 0) current.head += `\n${line}`;
}

/** A cause is told at the start of its line, by its class: "Caused by: the dog ate it" is a line of some text. */
function isCause(line: string): boolean {
  return /^(?:Caused|Wrapped) by: /.test(line) && headOf(line.replace(heading, "")).type !== null;
}

function headOf(head: string): Head {
  return readHead(head, isClassName);
}

const readFrame = remember((line): RawFrame | null => {
  const found = frame.exec(line);
  if (!found?.[1] || !place.test(found[2] ?? "")) return null;
  const symbol = maskFrame(found[1]);
  return { name: lastTwo(symbol), symbol, path: null, location: found[2] ?? null, module: packageOf(symbol) };
});

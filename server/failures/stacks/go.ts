import { maskFrame } from "../masks.ts";
import { fileOf, type RawFrame, type Section, type TraceReader } from "./trace.ts";

const routine = /^goroutine \d+ \[/;
const place = /^\s+(\S.*\.(?:go|s)):(\d+)(?: \+0x[\da-f]+)?\s*$/;
const panicked = /^\s*(?:panic|fatal error): (.*)$/;
const prefix = /^(?:panic(?: occurred| recovered)?|recovered(?: from)?(?: panic)?|fatal error): /i;

/** Go: panics with the goroutine that died, and errors as pkg/errors print them with %+v. */
export const goTrace: TraceReader = {
  runtime: "go",
  isFrame: (line) => routine.test(line) || place.test(line),
  read: (lines) => {
    const start = lines.findIndex((line) => routine.test(line));
    return start < 0 ? readErrors(lines) : readPanic(lines.slice(0, start), lines.slice(start + 1));
  },
};

/** The panic's text, then its goroutine as pairs of lines; what lies above `panic` is the recovering and not the failure. */
function readPanic(head: readonly string[], after: readonly string[]): readonly Section[] {
  const end = after.findIndex((line) => line.trim() === "" || routine.test(line));
  const body = end < 0 ? after : after.slice(0, end);
  const frames = body.flatMap((line, index) => readFrame(line, body[index + 1] ?? "") ?? []);
  const thrown = frames.findLastIndex(({ symbol }) => symbol === "panic" || symbol === "runtime.gopanic");
  const [root = null, ...outer] = panicsOf(head);
  return [
    { type: null, text: root, frames: frames.slice(thrown + 1) },
    ...outer.map((text): Section => ({ type: null, text, frames: [] })),
  ];
}

/** A panic that was recovered and followed by another stands before it, a line each. */
function panicsOf(lines: readonly string[]): readonly string[] {
  const told = lines.filter((line) => !line.startsWith("[signal "));
  const several = told.filter((line) => panicked.test(line)).length > 1;
  const texts = several ? told.filter((line) => panicked.test(line)) : [told.join("\n")];
  const bare = texts.map((text) =>
    text
      .trim()
      .replace(/[\s,;:]*\b(?:stack ?trace|stack|backtrace)\W{0,20}$/i, "")
      .replace(prefix, "")
      .replace(/ \[recovered(?:, repanicked)?\]$/, "")
      .trim(),
  );
  return [...new Set(bare)].filter((text) => text !== "");
}

/** Each text is followed by where it was made, or by nothing: root first; with xerrors last, behind a hyphen. */
function readErrors(lines: readonly string[]): readonly Section[] {
  const sections: { text: string; frames: RawFrame[] }[] = [];
  for (const [index, line] of lines.entries()) {
    const current = sections.at(-1);
    const frame = readFrame(line, lines[index + 1] ?? "");
    if (frame) (current ?? open(sections, "")).frames.push(frame);
    else if (place.test(line) || line.trim() === "") continue;
    else if (current && current.frames.length === 0) current.text += `\n${line}`;
    else open(sections, line);
  }
  const listed = sections.some(({ text }) => text.startsWith("  - "));
  const told = sections.map(({ text, frames }): Section => {
    const bare = listed ? text.replace(/^ {2}- /, "").replace(/:$/, "") : text;
    return { type: null, text: bare.trim() || null, frames };
  });
  return listed ? told.toReversed() : told;
}

function open(sections: { text: string; frames: RawFrame[] }[], text: string) {
  const section = { text, frames: [] };
  sections.push(section);
  return section;
}

/** Null too for who started the goroutine: nothing failed there. */
function readFrame(line: string, next: string): RawFrame | null {
  const at = place.exec(next);
  if (!at?.[1] || place.test(line) || line.startsWith("created by ")) return null;
  const call = line.trim();
  const open = call.endsWith(")") ? call.lastIndexOf("(") : -1;
  const symbol = maskFrame((open > 0 ? call.slice(0, open) : call).replace(/[(*)]|\[\.\.\.\]/g, ""));
  const name = fileOf(symbol);
  return {
    name,
    symbol,
    path: at[1],
    location: `${fileOf(at[1])}:${at[2]}`,
    module: symbol.slice(0, symbol.length - name.length) + (name.split(".")[0] ?? ""),
  };
}

import { maskFrame } from "../masks.ts";
import { fileOf, type RawFrame, type Section, type TraceReader } from "./trace.ts";

const routine = /^goroutine \d+ \[/;
const place = /^\s*(\S.*\.(?:go|s)):(\d+)(?: \+0x[\da-f]+)?\s*$/;

/** Go: the panic's text, then the first goroutine as pairs of lines; what lies above `panic` is the recovering and not the failure. */
export const goTrace: TraceReader = {
  runtime: "go",
  isFrame: (line) => routine.test(line),
  read: (lines) => {
    const start = lines.findIndex((line) => routine.test(line));
    const after = lines.slice(start + 1);
    const end = after.findIndex((line) => line.trim() === "" || routine.test(line));
    const body = end < 0 ? after : after.slice(0, end);
    const frames = body.flatMap((line, index) => readFrame(line, body[index + 1] ?? "") ?? []);
    const panicked = frames.findLastIndex(({ symbol }) => symbol === "panic" || symbol === "runtime.gopanic");
    const text = lines
      .slice(0, start)
      .join("\n")
      .replace(/(?:stacktrace|stack)\W*$/i, "")
      .replace(/^panic: /, "")
      .trim();
    const section: Section = { type: null, text: text || null, frames: frames.slice(panicked + 1) };
    return [section];
  },
};

function readFrame(line: string, next: string): RawFrame | null {
  const at = place.exec(next);
  if (!at?.[1] || place.test(line)) return null;
  const call = line
    .trim()
    .replace(/^created by /, "")
    .replace(/ in goroutine \d+$/, "");
  const open = call.endsWith(")") ? call.lastIndexOf("(") : -1;
  const symbol = maskFrame((open > 0 ? call.slice(0, open) : call).replace(/[(*)]/g, ""));
  const name = fileOf(symbol);
  return {
    name,
    symbol,
    path: at[1],
    location: `${fileOf(at[1])}:${at[2]}`,
    module: symbol.slice(0, symbol.length - name.length) + (name.split(".")[0] ?? ""),
  };
}

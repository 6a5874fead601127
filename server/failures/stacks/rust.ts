import { maskFrame } from "../masks.ts";
import { fileOf, type RawFrame, type Section, type TraceReader } from "./trace.ts";

const place = /^\s*at (\S.*\.rs):(\d+)(?::\d+)?$/;
const call = /^\s*\d+:\s+(?:0x[\da-f]+ - )?(\S.*)$/;
const panicked = /^thread '.*' (?:\(\d+\) )?panicked at (?:'(.*)', )?\S+:\d+:\d+:?$/;
const backtrace = /^\s*(?:stack )?backtrace:$/i;
const numbered = /^ {2,}(?:\d+: )?(\S.*)$/;

/** Rust: a panic's text below its place, or an error with "Caused by:" and its causes as anyhow and eyre print them; then numbered frames. */
export const rustTrace: TraceReader = {
  runtime: "rust",
  isFrame: (line) => place.test(line) || panicked.test(line) || line === "Caused by:",
  read: (lines) => {
    const start = lines.findIndex((line) => backtrace.test(line));
    const head = start < 0 ? lines : lines.slice(0, start);
    const frames = start < 0 ? [] : lines.slice(start + 1).flatMap((line, index, all) => readFrame(line, all[index + 1] ?? "") ?? []);
    const texts = textsOf(head.filter((line) => !line.startsWith("note: ")));
    const sections = texts.toReversed().map((text): Section => ({ type: null, text, frames: [] }));
    const [root = { type: null, text: null, frames: [] }, ...outer] = sections;
    return [{ ...root, frames }, ...outer];
  },
};

/** Outermost first. */
function textsOf(lines: readonly string[]): readonly string[] {
  const at = lines.findIndex((line) => panicked.test(line));
  if (at >= 0) {
    const inline = panicked.exec(lines[at] ?? "")?.[1];
    return [
      inline ??
        lines
          .slice(at + 1)
          .join("\n")
          .trim(),
    ].filter((text) => text !== "");
  }
  const causes = lines.indexOf("Caused by:");
  const told = (causes < 0 ? lines : lines.slice(0, causes)).join("\n").trim();
  const listed = causes < 0 ? [] : lines.slice(causes + 1);
  const end = listed.findIndex((line) => !numbered.test(line));
  const texts = (end < 0 ? listed : listed.slice(0, end)).map((line) => numbered.exec(line)?.[1] ?? "");
  return [told.replace(/^Error: /, ""), ...texts].filter((text) => text !== "");
}

/** Null too for "main", "_start" and others of C, in which no module stands. */
function readFrame(line: string, next: string): RawFrame | null {
  const symbol = bareSymbol(call.exec(line)?.[1] ?? "");
  const parts = symbol.split("::");
  if (parts.length < 2) return null;
  const at = place.exec(next);
  return {
    name: parts.slice(-2).join("::"),
    symbol,
    path: at?.[1] ?? null,
    location: at?.[1] ? `${fileOf(at[1])}:${at[2]}` : null,
    module: parts[0] ?? symbol,
  };
}

/** "<shop::Till as shop::Handler>::take::{{closure}}::h4fcb88cebd717979" is shop::Till::take. */
function bareSymbol(symbol: string): string {
  return maskFrame(
    symbol
      .replace(/\[[\da-f]{8,16}\]/g, "")
      .replace(/::h[\da-f]{16}$/, "")
      .replace(/(?:::\{\{?closure[^}]*\}?\})+/g, "")
      .replace(/^<+(?:&(?:mut )?)?(?:dyn )?([\w:]+)(?![\w:])[^]*>::(\w+)$/, "$1::$2")
      .replace(/::<[^]*$/, ""),
  );
}

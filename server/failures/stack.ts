import { cleanOrNull, cleanText } from "../text/clean.ts";
import { caps } from "./evidence.ts";
import type { FailureError, Frame } from "./failure.ts";
import { maskFrame, maskTraceLine } from "./masks.ts";
import { isOwn, isOwnType, type Runtime } from "./own-code.ts";
import { dotnetTrace } from "./stacks/dotnet.ts";
import { elixirTrace } from "./stacks/elixir.ts";
import { goTrace } from "./stacks/go.ts";
import { javaTrace } from "./stacks/java.ts";
import { nodeTrace } from "./stacks/node.ts";
import { phpTrace } from "./stacks/php.ts";
import { pythonTrace } from "./stacks/python.ts";
import { rubyTrace } from "./stacks/ruby.ts";
import { rustTrace } from "./stacks/rust.ts";
import { isClassName, type RawFrame, readHead, type Section } from "./stacks/trace.ts";

/** Rust before Node: both write "at path:line:column". */
const readers = [javaTrace, rustTrace, nodeTrace, dotnetTrace, pythonTrace, phpTrace, elixirTrace, rubyTrace, goTrace];
const mostLines = 1_500;
const longestLine = 2_000;
const mostErrors = 20;
const mostFrames = 400;
const outlined = { frames: 5, lines: 40 };
/** Of the private use area: they stand for the line ends and for .NET's arrows within a text. */
const lineEnd = "\ue00a";
const arrow = "\ue00b";

export interface Trace {
  /** Root cause first. */
  readonly errors: readonly FailureError[];
  /** Innermost first, from the root cause outwards. Empty where nobody knows how the trace is printed. */
  readonly frames: readonly Frame[];
  /** What tells it from other traces where none of its frames is the shop's own; the same for two failings of one bug. Else "". */
  readonly outline: string;
}

/**
 * A trace taken apart, as Java, .NET, Node, Python, PHP, Elixir, Ruby, Go or Rust print it. Of any other only the first line is read. `told` is what
 * stands beside it of the same error: lines of a text that is told there are not read as parts of the trace.
 */
export function parseStack(trace: string, ownCode: readonly string[], told: readonly FailureError[] = []): Trace {
  const texts = told.flatMap(({ text }) => (text && /\n|--->/.test(text) ? text.replace(/\r\n?/g, "\n").trim() : []));
  const lines = linesOf(joinTexts(trace.slice(0, caps.stack).replace(/\r\n?/g, "\n"), texts));
  const reader = findReader(lines);
  if (!reader) return readUnknown(lines, texts);
  const read = reader.read(lines).map((section) => ({ ...section, text: splitText(section.text, texts) }));
  const sections = reader === javaTrace ? withoutForged(read, told, ownCode) : read;
  const errors = sections
    .filter(({ type, text }) => type !== null || text !== null)
    .slice(0, mostErrors)
    .map(({ type, text }) => ({ type, text, stack: null }));
  const frames = framesOf(sections, reader.runtime, ownCode);
  if (frames.length === 0) return { errors, frames, outline: outlineOf(lines) };
  const names = frames.slice(0, outlined.frames).map(({ name }) => maskFrame(name));
  return { errors, frames, outline: frames.some(({ own }) => own) ? "" : names.join("\n") };
}

/** Whether a text of several lines has a trace in it that can be taken apart: some programs have one field for both. */
export function hasTrace(text: string): boolean {
  return text.includes("\n") && findReader(linesOf(text.slice(0, caps.stack))) !== null;
}

function linesOf(trace: string): readonly string[] {
  return trace.split(/\r?\n/, mostLines).map((line) => line.slice(0, longestLine));
}

/** Where the root cause has no frame of the shop's own, the frames around it follow. */
function framesOf(sections: readonly Section[], runtime: Runtime, ownCode: readonly string[]): readonly Frame[] {
  const toFrame = frameMaker(runtime, ownCode);
  const rooted = (sections[0]?.frames ?? []).slice(0, mostFrames).map(toFrame);
  if (rooted.some(({ own }) => own)) return rooted;
  return sections
    .flatMap((section) => section.frames)
    .slice(0, mostFrames)
    .map(toFrame);
}

function outlineOf(lines: readonly string[]): string {
  return lines.slice(0, outlined.lines).map(maskTraceLine).join("\n");
}

/** The first line as type and text; the lines below, masked, tell it from other traces. */
function readUnknown(lines: readonly string[], texts: readonly string[]): Trace {
  const told = lines.filter((line) => line.trim() !== "");
  const { type, text } = readHead(told[0]?.trim() ?? "", isClassName);
  const error = { type, text: splitText(text, texts), stack: null };
  return { errors: type === null && text === null ? [] : [error], frames: [], outline: outlineOf(told.slice(1)) };
}

/** The trace with each of these texts on one line, without arrows; not where one begins the trace, which may then be the trace itself. */
function joinTexts(trace: string, texts: readonly string[]): string {
  return texts.reduce((joined, text) => {
    const at = joined.indexOf(text);
    return at <= 0
      ? joined
      : joined.slice(0, at) + joined.slice(at).replaceAll(text, text.replaceAll("\n", lineEnd).replaceAll("--->", arrow));
  }, trace);
}

/** Back to its lines; what its one line was too short for comes from the text that is told. */
function splitText(text: string | null, texts: readonly string[]): string | null {
  if (text === null || !(text.includes(lineEnd) || text.includes(arrow))) return text;
  const split = text.replaceAll(lineEnd, "\n").replaceAll(arrow, "--->");
  return texts.find((told) => told.startsWith(split)) ?? split;
}

/**
 * "Caused by: Type: ..." right below a head may be a line of that error's text. Libraries have errors without frames; of a class of the shop's own that
 * the headers name, it is a cause only where they name its class too.
 */
function withoutForged(sections: readonly Section[], told: readonly FailureError[], ownCode: readonly string[]): readonly Section[] {
  const named = new Set(told.flatMap(({ type }) => type ?? []));
  const [root, outer, ...rest] = sections;
  if (!root || !outer?.type || outer.frames.length > 0 || !named.has(outer.type) || !isOwnType(outer.type, ownCode)) return sections;
  if (root.type !== null && named.has(root.type)) return sections;
  const line = `Caused by: ${root.type}${root.text === null ? "" : `: ${root.text}`}`;
  return [{ ...outer, text: outer.text === null ? line : `${outer.text}\n${line}`, frames: root.frames }, ...rest];
}

const known = new WeakMap<readonly string[], WeakMap<RawFrame, Frame>>();

/** Frames as they are told, each made once for the same rules. */
function frameMaker(runtime: Runtime, ownCode: readonly string[]): (frame: RawFrame) => Frame {
  const made = known.get(ownCode) ?? new WeakMap<RawFrame, Frame>();
  known.set(ownCode, made);
  return (raw) => {
    const found = made.get(raw);
    if (found) return found;
    const frame: Frame = {
      name: cleanText(raw.name, caps.name),
      location: cleanOrNull(raw.location, caps.name),
      own: isOwn(runtime, raw.symbol, raw.path, ownCode),
      module: cleanText(raw.module, caps.name),
    };
    made.set(raw, frame);
    return frame;
  };
}

function findReader(lines: readonly string[]) {
  for (const line of lines) {
    const reader = readers.find((known) => known.isFrame(line));
    if (reader) return reader;
  }
  return null;
}

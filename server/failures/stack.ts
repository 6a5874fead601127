import { cleanOrNull, cleanText } from "../text/clean.ts";
import { caps } from "./evidence.ts";
import type { FailureError, Frame } from "./failure.ts";
import { isOwn, type Runtime } from "./own-code.ts";
import { dotnetTrace } from "./stacks/dotnet.ts";
import { goTrace } from "./stacks/go.ts";
import { javaTrace } from "./stacks/java.ts";
import { nodeTrace } from "./stacks/node.ts";
import { pythonTrace } from "./stacks/python.ts";
import { rubyTrace } from "./stacks/ruby.ts";
import type { RawFrame } from "./stacks/trace.ts";

const readers = [javaTrace, nodeTrace, dotnetTrace, pythonTrace, rubyTrace, goTrace];
const mostLines = 1_500;
const longestLine = 2_000;
const mostErrors = 20;
const mostFrames = 400;

export interface Trace {
  /** Root cause first. */
  readonly errors: readonly FailureError[];
  /** Innermost first, from the root cause outwards. */
  readonly frames: readonly Frame[];
}

/** A trace as Java, .NET, Node, Python, Ruby or Go print it, taken apart. Text that is no trace gives neither errors nor frames. */
export function parseStack(trace: string, ownCode: readonly string[]): Trace {
  const lines = trace
    .slice(0, caps.stack)
    .split(/\r?\n/, mostLines)
    .map((line) => line.slice(0, longestLine));
  const reader = findReader(lines);
  if (!reader) return { errors: [], frames: [] };
  const sections = reader.read(lines);
  const told = sections.filter(({ type, text }) => type !== null || text !== null).slice(0, mostErrors);
  const [root] = sections;
  const toFrame = framesOf(reader.runtime, ownCode);
  const rooted = (root?.frames ?? []).slice(0, mostFrames).map(toFrame);
  return {
    errors: told.map(({ type, text }) => ({ type, text, stack: null })),
    frames: rooted.some(({ own }) => own)
      ? rooted
      : sections
          .flatMap((section) => section.frames)
          .slice(0, mostFrames)
          .map(toFrame),
  };
}

const known = new WeakMap<readonly string[], WeakMap<RawFrame, Frame>>();

/** Frames as they are told, each made once for the same rules. */
function framesOf(runtime: Runtime, ownCode: readonly string[]): (frame: RawFrame) => Frame {
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

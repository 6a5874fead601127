import { at, scalarText, textAt } from "../read-json.ts";

const mostCauses = 20;
const mostFrames = 400;

/** The class of an error that a Lambda runtime answered with; Ruby's writes "Function<NoMethodError>". Null: none is carried. */
export function typeOf(response: unknown): string | null {
  return textAt(response, "errorType")?.replace(/^Function<(.+)>$/, "$1") ?? null;
}

/**
 * The trace of an error that a Lambda runtime answered with, as its language prints traces: runtimes take them apart, each in its way, and nest causes.
 * Null: none is carried.
 */
export function printLambdaTrace(response: unknown): string | null {
  const [error, ...causes] = chainOf(response);
  if (!error || (error.frames.length === 0 && causes.length === 0)) return null;
  if (causes.length === 0) return error.frames.join("\n");
  const chain = [error, ...causes];
  if (chain.every(({ frames }) => frames.every((frame) => frame.startsWith("at ")))) return printNet(chain);
  return chain.map(({ head, frames }, index) => [`${index === 0 ? "" : "Caused by: "}${head}`, ...frames].join("\n")).join("\n");
}

interface Told {
  readonly head: string;
  readonly frames: readonly string[];
}

/** Outermost first. */
function chainOf(response: unknown): readonly Told[] {
  const chain: Told[] = [];
  for (let error = response; chain.length < mostCauses && typeof error === "object" && error !== null; error = at(error, "cause")) {
    const trace = at(error, "trace") ?? at(error, "stackTrace");
    const frames = Array.isArray(trace) ? trace.slice(0, mostFrames).flatMap((frame) => printFrame(frame) ?? []) : [];
    const head = [typeOf(error), textAt(error, "errorMessage")].filter((part) => part !== null).join(": ");
    if (head !== "") chain.push({ head, frames });
    else break;
  }
  return chain;
}

/** .NET prints the innermost frames first, below all heads. */
function printNet(chain: readonly Told[]): string {
  const heads = chain.map(({ head }, index) => (index === 0 ? head : ` ---> ${head}`));
  return [...heads, ...chain.toReversed().flatMap(({ frames }) => frames)].join("\n");
}

/** One frame: text; Python 3.6's list of file, line, function and code; Go's object of path, line and label. */
function printFrame(frame: unknown): string | null {
  if (typeof frame === "string") return /^[^\s()]+\([^()]*\)$/.test(frame) ? `\tat ${frame}` : frame;
  const [file, line, name] = [0, 1, 2].map((index) => scalarText(at(frame, index)));
  if (file && line && name) return `  File "${file}", line ${line}, in ${name}`;
  const path = textAt(frame, "path");
  const label = textAt(frame, "label");
  if (path === null || label === null) return null;
  return `${path.slice(0, Math.max(path.lastIndexOf("/"), 0))}.${label}\n\t${path}:${textAt(frame, "line") ?? 0}`;
}

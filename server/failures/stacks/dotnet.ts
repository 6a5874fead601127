import { maskFrame } from "../masks.ts";
import { fileOf, isClassName, lastTwo, packageOf, type RawFrame, readHead, remember, type Section, type TraceReader } from "./trace.ts";

/**
 * "   at Ns.Type.Method(Type name) in path:line 12": the words are those of the machine's language ("bei", "в", "場所", "a következő helyen:"), and
 * so is the order around the path. In English the indent may be missing.
 */
const frame = /^(?:\s*at|\s{3}[^\s(),;"'=]+(?: [^\s(),;"'=.]+){0,3}) ([^\s(]+)(?: (?=\([^()]*\) \[0x))?\(([^()]*)\)(.*)$/u;
const args = /^(?: ?[^\s,][^,]* [^,]*(?:,|$))*$/;
const path = /^\s(?:\[0x[\da-f]+\] )?(?:[^\s\\/]+ ){0,3}?((?:[A-Za-z]:[\\/]|[\\/]|_[\\/])[^:]+\.\w{1,8})\b\D{1,40}(\d{1,9})\D{0,2}$/u;
const inner = /^\s*---> ?/;
const sibling = /^\s*---> ?\([^()]{1,60}#\d+\)/;
const rule = /^\s*--- \S.* ---\s*$/u;

/** .NET: inner exceptions stand behind arrows in the head, and the frames of the innermost come first. */
export const dotnetTrace: TraceReader = {
  runtime: "dotnet",
  isFrame: (line) => readFrame(line) !== null,
  read: (lines) => {
    const heads: string[] = [];
    const frames: RawFrame[] = [];
    for (const line of withoutSiblings(lines)) {
      const read = readFrame(line);
      if (read) frames.push(read);
      else if (rule.test(line)) continue;
      else if (inner.test(line)) heads.push(...headsOf(line.replace(inner, "")));
      else if (heads.length === 0 && frames.length === 0) heads.push(...headsOf(line.trim()));
      else if (frames.length === 0) heads.push(`${heads.pop() ?? ""}\n${line}`);
    }
    const sections = heads.toReversed().map((head): Section => ({ ...readHead(head.trim(), isClassName), frames: [] }));
    const [root = { type: null, text: null, frames: [] }, ...outer] = sections;
    return [{ ...root, frames }, ...outer];
  },
};

/** An arrow within a line begins an inner exception only where a class follows: a text may hold arrows of its own. */
function headsOf(line: string): readonly string[] {
  const heads: string[] = [];
  for (const part of line.split(" ---> ")) {
    if (heads.length === 0 || readHead(part, isClassName).type !== null) heads.push(part);
    else heads.push(`${heads.pop()} ---> ${part}`);
  }
  return heads;
}

/** What an AggregateException holds beside its first, which is its inner exception: "---> (Inner Exception #1) ... <---". */
function* withoutSiblings(lines: readonly string[]): Generator<string> {
  let depth = 0;
  for (const line of lines) {
    if (sibling.test(line)) depth++;
    if (depth === 0) yield line;
    else if (line.trimEnd().endsWith("<---")) depth--;
  }
}

const readFrame = remember((line): RawFrame | null => {
  const found = frame.exec(line);
  const named = found?.[1];
  if (!found || !named?.includes(".", 1)) return null;
  const rest = (found[3] ?? "").trimEnd();
  const at = path.exec(rest);
  const fits = /^\s*at /.test(line) ? /^$|^ (?:in \S|\[0x)/.test(rest) : args.test(found[2] ?? "") && (rest === "" || at !== null);
  if (!fits) return null;
  const symbol = maskFrame(named)
    .replace("..", ".")
    .replace(/\[[^\]]*\]$/, "");
  const location = at?.[1] ? `${fileOf(at[1])}:${at[2]}` : null;
  return { name: lastTwo(symbol), symbol, path: at?.[1] ?? null, location, module: packageOf(symbol) };
});

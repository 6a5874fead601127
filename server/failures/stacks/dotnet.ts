import { maskFrame } from "../masks.ts";
import { fileOf, lastTwo, packageOf, type RawFrame, readHead, remember, type Section, type TraceReader } from "./trace.ts";

const frame = /^\s*at ([^\s(]+\.[^\s(]+)\(([^()]*)\)(?: in (\S.*):line (\d+))?\s*$/;
const inner = /^\s*---> ?|\(Inner Exception #\d+\) ?/;

/** .NET: inner exceptions stand behind arrows in the head, and the frames of the innermost come first. */
export const dotnetTrace: TraceReader = {
  runtime: "dotnet",
  isFrame: (line) => readFrame(line) !== null,
  read: (lines) => {
    const heads: string[] = [];
    const frames: RawFrame[] = [];
    for (const line of lines) {
      const read = readFrame(line);
      if (read) frames.push(read);
      else if (/^\s*---? End of /.test(line)) continue;
      else if (inner.test(line)) heads.push(...line.replace(inner, "").split(" ---> "));
      else if (heads.length === 0 && frames.length === 0) heads.push(...line.trim().split(" ---> "));
      else if (frames.length === 0) heads.push(`${heads.pop() ?? ""}\n${line}`);
    }
    const sections = heads.toReversed().map((head): Section => ({ ...readHead(head.trim()), frames: [] }));
    const [root = { type: null, text: null, frames: [] }, ...outer] = sections;
    return [{ ...root, frames }, ...outer];
  },
};

const readFrame = remember((line): RawFrame | null => {
  const found = frame.exec(line);
  if (!found?.[1]) return null;
  const symbol = maskFrame(found[1])
    .replace("..", ".")
    .replace(/\[[^\]]*\]$/, "");
  const location = found[3] ? `${fileOf(found[3])}:${found[4]}` : null;
  return { name: lastTwo(symbol), symbol, path: found[3] ?? null, location, module: packageOf(symbol) };
});

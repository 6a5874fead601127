import { fileOf, moduleOf, type RawFrame, readHead, remember, type Section, type TraceReader } from "./trace.ts";

const frame = /^\s*File "([^"]+)", line (\d+), in (\S.*)$/;

/** Python: the innermost frame comes last, and chained tracebacks come root first. */
export const pythonTrace: TraceReader = {
  runtime: "python",
  isFrame: (line) => readFrame(line) !== null,
  read: (lines) => {
    const sections: Section[] = [];
    let frames: RawFrame[] = [];
    let head: string | null = null;
    const close = () => {
      if (frames.length > 0 || head !== null) sections.push({ ...readHead(head ?? ""), frames: frames.toReversed() });
      frames = [];
      head = null;
    };
    for (const line of lines) {
      const read = readFrame(line);
      if (read) frames.push(read);
      else if (line.startsWith("Traceback (")) close();
      else if (/^(?:During handling of|The above exception was)/.test(line)) close();
      else if (head !== null && line.trim() !== "") head += `\n${line}`;
      else if (frames.length > 0 && head === null && /^\S/.test(line)) head = line;
    }
    close();
    return sections;
  },
};

const readFrame = remember((line): RawFrame | null => {
  const found = frame.exec(line);
  const path = found?.[1];
  if (!path) return null;
  const file = fileOf(path);
  const stem = file.replace(/\.py$/, "");
  const name = `${stem === "__init__" ? moduleOf(path) : stem}.${found[3]}`;
  return {
    name,
    symbol: name,
    path,
    location: `${file}:${found[2]}`,
    module: /^<|\/lib\/python[\d.]+\/[^/]+$/.test(path) ? stem : moduleOf(path),
  };
});

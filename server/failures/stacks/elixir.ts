import { fileOf, lastTwo, type RawFrame, remember, type Section, type TraceReader } from "./trace.ts";

const frame = /^\s*(?:\(([\w-]+)(?: [\w.+-]+)?\) )?(\S+\.(?:exs?|erl|eex|heex)):(\d+): (\S.*)$/;
const bare = /^\s+\(([\w-]+)(?: [\w.+-]+)?\) ((?::\w+|[A-Z][\w.]*)\.\S+\/\d+)$/;
const head = /^\s*\*\* \((\w[\w.]*)\) ?(.*)$/;
const exited = /^\s*\*\* \(EXIT[^()]*\) (?:an exception was raised:)?(.*)$/;

/** Elixir: `** (Type) text`, frames innermost first. What made a linked process exit follows deeper, and is its cause. */
export const elixirTrace: TraceReader = {
  runtime: "elixir",
  isFrame: (line) => readFrame(line) !== null || head.test(line),
  read: (lines) => {
    const sections: Open[] = [];
    for (const line of lines) addLine(sections, line);
    return sections.toReversed().map(({ type, text, frames }): Section => ({ type, text: text || null, frames }));
  },
};

interface Open {
  readonly type: string | null;
  text: string;
  readonly frames: RawFrame[];
}

function addLine(sections: Open[], line: string): void {
  const current = sections.at(-1);
  const read = readFrame(line);
  const told = read ? null : headOf(line);
  if (read && current) current.frames.push(read);
  else if (read) sections.push({ type: null, text: "", frames: [read] });
  else if (told) sections.push({ ...told, frames: [] });
  else if (line.trim() === "" || exited.test(line)) return;
  else if (!current) sections.push({ type: null, text: line.trim(), frames: [] });
  else if (current.frames.length === 0) current.text += `\n${line}`;
}

/** Null too for an exit that says only that an error follows. */
function headOf(line: string): Pick<Open, "type" | "text"> | null {
  const exit = exited.exec(line);
  if (exit) return exit[1]?.trim() ? { type: null, text: exit[1].trim() } : null;
  const told = head.exec(line);
  return told ? { type: typeOf(told[1] ?? ""), text: told[2] ?? "" } : null;
}

/** "exit", "throw" and "stop" are no types. */
function typeOf(name: string): string | null {
  return /^[A-Z]|\./.test(name) ? name : null;
}

const readFrame = remember((line): RawFrame | null => {
  const found = frame.exec(line);
  const known = found ? null : bare.exec(line);
  const call = found?.[4] ?? known?.[2];
  if (call === undefined) return null;
  const app = (found ?? known)?.[1] ?? "";
  const symbol = call
    .replace(/^(?:anonymous )?fn(?:\/\d+)? in /, "")
    .replace(/\(.*\)$|\/\d+$/, "")
    .replace(/"-(\w+)\/\d+-.*"$/, "$1");
  const file = found?.[2] ?? "";
  const location = found ? `${fileOf(file)}:${found[3]}` : null;
  return { name: lastTwo(symbol), symbol, path: `${app}/${file}`, location, module: app || (symbol.split(".")[0] ?? symbol) };
});

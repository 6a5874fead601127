import type { Runtime } from "../own-code.ts";

/** A frame as its language prints it. */
export interface RawFrame {
  /** Class and method, or file and function; compiler's numbers still in it. */
  readonly name: string;
  /** What prefixes of own code are compared with: the qualified name. */
  readonly symbol: string;
  readonly path: string | null;
  readonly location: string | null;
  readonly module: string;
}

/** One error of a chain, with the frames of its own. */
export interface Section {
  readonly type: string | null;
  readonly text: string | null;
  /** Innermost first. */
  readonly frames: readonly RawFrame[];
}

/** How one language prints traces. Both are linear in the lines, whatever these hold. */
export interface TraceReader {
  readonly runtime: Runtime;
  isFrame(line: string): boolean;
  /** Root cause first. */
  read(lines: readonly string[]): readonly Section[];
}

const typed = /^([\p{L}_$][\p{L}\p{N}_$.`+\\:]{0,200}?)(?: [([][\w ]{1,60}[)\]])?(?:(?<!:):(?!:) ?(.*))?$/su;

export type Head = Pick<Section, "type" | "text">;

/** "a.b.SomeError: text" taken apart; a head without a type in front is all text. `isType` says which names the language gives its types. */
export function readHead(head: string, isType: (name: string) => boolean): Head {
  const found = typed.exec(head);
  const type = found?.[1];
  return type !== undefined && isType(type) ? { type, text: found?.[2] || null } : { type: null, text: head || null };
}

/** Whether it looks like a class where classes are in packages or called errors: "a.b.Refused", `App\Refused`, "Shop::Refused", "RefusedError". */
export function isClassName(name: string): boolean {
  return /(?:[.\\+$]|::)\p{Lu}[\p{L}\p{N}_$`]*$|^\p{Lu}[\p{L}\p{N}_$]*(?:Exception|Error|Throwable|Failure|Fault)$/u.test(name);
}

/** The last segments of a dotted name. */
export function lastTwo(symbol: string): string {
  return symbol.split(".").slice(-2).join(".");
}

/** What a folded frame is named by: up to three segments of its package. */
export function packageOf(symbol: string): string {
  return symbol.split(".").slice(0, -2).slice(0, 3).join(".") || (symbol.split(".")[0] ?? symbol);
}

export function fileOf(path: string): string {
  return path.slice(Math.max(path.lastIndexOf("/"), path.lastIndexOf("\\")) + 1);
}

/** The library that a path leads into, or the folder that the file lies in. */
export function moduleOf(path: string): string {
  const inside =
    /(?:node_modules|site-packages|dist-packages|gems)[\\/]+((?:@[^\\/]+[\\/])?[^\\/]+)(?![^]*(?:node_modules|site-packages|dist-packages|gems)[\\/])/.exec(
      path,
    );
  if (inside?.[1]) return inside[1].replace(/-\d[\w.]*$/, "");
  return path.split(/[\\/]/).at(-2) || fileOf(path);
}

const mostRemembered = 2_000;
const longestRemembered = 300;

/** Reads a frame's line once: the messages of a group bring the same frames again and again. Equal lines give the same object. */
export function remember(read: (line: string) => RawFrame | null): (line: string) => RawFrame | null {
  const known = new Map<string, RawFrame>();
  return (line) => {
    const found = known.get(line);
    if (found) return found;
    if (line.length > longestRemembered) return read(line);
    // A copy: a part of a string would keep the whole trace in memory.
    const copy = Buffer.from(line).toString();
    const frame = read(copy);
    if (frame === null) return null;
    if (known.size >= mostRemembered) known.clear();
    known.set(copy, frame);
    return frame;
  };
}

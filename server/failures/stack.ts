import { caps, newError } from "./evidence.ts";
import type { FailureError, Frame } from "./failure.ts";
import { maskFrame } from "./masks.ts";
import { isOwn } from "./own-code.ts";

interface Line {
  readonly name: string;
  readonly location: string | null;
  readonly path: string | null;
}

/** One reader a language, each on one trimmed line; the first that knows the line wins. */
const readers: readonly ((line: string, next: string) => Line | null)[] = [readJava, readDotnet, readNode, readPython, readRuby, readGo];
const maxLines = 400;

/**
 * A trace as its language printed it, taken apart: errors root cause first, and the root's frames, innermost first. Java, .NET, Node,
 * Python, Ruby and Go. Text that is no trace gives no frames.
 */
export function parseStack(
  trace: string,
  ownCode: readonly string[],
): { readonly errors: readonly FailureError[]; readonly frames: readonly Frame[] } {
  const lines = trace.slice(0, caps.stack).split(/\r?\n/, maxLines);
  const python = lines.some((line) => /^\s*File "/.test(line));
  const sections: { title: string | null; frames: Frame[] }[] = [{ title: null, frames: [] }];
  for (let index = 0; index < lines.length; index++) {
    const line = (lines[index] ?? "").trim();
    const read = firstRead(line, lines[index + 1]?.trim() ?? "");
    if (read) {
      sections.at(-1)?.frames.push(toFrame(read, ownCode));
      continue;
    }
    const title = errorTitle(line);
    if (!title) continue;
    const current = sections.at(-1);
    if (python && current && !current.title) current.title = title;
    else if (current && !current.title && current.frames.length === 0) current.title = title;
    else sections.push({ title, frames: [] });
    if (python) sections.push({ title: null, frames: [] });
  }
  const told = sections.filter((section) => section.title !== null || section.frames.length > 0);
  const rootFirst = python ? told : told.toReversed();
  if (python) for (const section of told) section.frames.reverse();
  const errors = rootFirst.flatMap((section) => (section.title ? (splitTitle(section.title) ?? []) : []));
  return { errors, frames: rootFirst.find((section) => section.frames.length > 0)?.frames ?? [] };
}

function firstRead(line: string, next: string): Line | null {
  if (line.length > 2_000) return null;
  for (const reader of readers) {
    const read = reader(line, next);
    if (read) return read;
  }
  return null;
}

/** The line that names an error: "Caused by: a.b.C: text", "---> A.B: text", "TypeError: text". */
function errorTitle(line: string): string | null {
  const bare = line.replace(/^(?:Caused by: |---> |Exception in thread "[^"]*" |panic: |Wrapped by: )/, "");
  return /^(?:[A-Za-z_$][\w$]*(?:[.:]{1,2}|\\))*[A-Z][\w$]*(?:Exception|Error|Failure|Fault|Timeout|Interrupt|Exit|Refused|Denied)\w*(?:: |$| \()/.test(
    bare,
  ) || bare !== line
    ? bare.slice(0, 2_400)
    : null;
}

function splitTitle(title: string): FailureError | null {
  const colon = title.indexOf(": ");
  return colon > 0 && !title.slice(0, colon).includes(" ")
    ? newError(title.slice(0, colon), title.slice(colon + 2))
    : newError(title, null);
}

function toFrame({ name, location, path }: Line, ownCode: readonly string[]): Frame {
  const masked = maskFrame(name);
  return { name: masked, location, own: isOwn(masked, path, ownCode), module: moduleOf(masked, path) };
}

function moduleOf(name: string, path: string | null): string {
  const inModules = path?.match(/(?:node_modules|site-packages|gems)[\\/]((?:@[^\\/]+[\\/])?[^\\/]+)/)?.[1];
  if (inModules) return inModules;
  if (path?.startsWith("node:")) return "node";
  const parts = name.split(".");
  return parts.length > 3 ? parts.slice(0, 3).join(".") : parts.slice(0, Math.max(1, parts.length - 2)).join(".");
}

function readJava(line: string): Line | null {
  const found =
    /^at (?:[\w.-]+(?:@[\w.-]+)?\/)?([\w.$<>/]+)\(([\w$-]+\.(?:java|kt|scala|groovy)(?::\d+)?|Native Method|Unknown Source|<generated>)\)/.exec(
      line,
    );
  return found ? { name: found[1] ?? "", location: found[2] ?? null, path: null } : null;
}

function readDotnet(line: string): Line | null {
  const found = /^at ([\w.`<>|+[\],]+)\([^)]*\)(?: in (.+?):line (\d+))?$/.exec(line);
  if (!found?.[1]?.includes(".") || line.includes(".js:")) return null;
  const file = found[2]?.split(/[\\/]/).at(-1);
  return { name: found[1], location: file ? `${file}:${found[3]}` : null, path: found[2] ?? null };
}

function readNode(line: string): Line | null {
  const found = /^at (?:async )?(?:(.+?) \()?((?:file:\/\/|node:|[A-Za-z]:\\|\/|\.|internal\/)[^\s()]*?):(\d+):\d+\)?$/.exec(line);
  if (!found) return null;
  const path = (found[2] ?? "").replace(/^file:\/\//, "");
  const file = path.split(/[\\/]/).at(-1) ?? path;
  return { name: (found[1] ?? file).replace(/^new /, "").replace(/ \[as .+\]$/, ""), location: `${file}:${found[3]}`, path };
}

function readPython(line: string): Line | null {
  const found = /^File "([^"]+)", line (\d+), in (.+)$/.exec(line);
  if (!found) return null;
  const file = (found[1] ?? "").split(/[\\/]/).at(-1) ?? "";
  return { name: `${file.replace(/\.py$/, "")}.${found[3]}`, location: `${file}:${found[2]}`, path: found[1] ?? null };
}

function readRuby(line: string): Line | null {
  const found = /^(?:from )?([^\s:]+\.rb):(\d+):in [`'](.+)'$/.exec(line);
  if (!found) return null;
  const file = (found[1] ?? "").split("/").at(-1) ?? "";
  return {
    name: `${file.replace(/\.rb$/, "")}.${(found[3] ?? "").replace(/^block (?:\(\d+ levels\) )?in /, "")}`,
    location: `${file}:${found[2]}`,
    path: found[1] ?? null,
  };
}

function readGo(line: string, next: string): Line | null {
  const at = /^(\/?[^\s]+\.go):(\d+)(?: \+0x[0-9a-f]+)?$/.exec(next);
  const name = /^(?:created by )?([\w./*()-]+?)(?:\((?:0x|\{|\.\.\.|\)).*)?(?: in goroutine \d+)?$/.exec(line)?.[1];
  if (!at || !name?.includes(".")) return null;
  return { name: name.replace(/[()*]/g, ""), location: `${at[1]?.split("/").at(-1)}:${at[2]}`, path: at[1] ?? null };
}

import { fileOf, isClassName, type RawFrame, readHead, remember, type Section, type TraceReader } from "./trace.ts";

const frame = /^#\d+ (?:(\S.*?)\((\d+)\): |\[internal function\]: )(.+)$/;
const heading = /^(?:Next |(?:PHP )?Fatal error:\s+Uncaught )/;

/**
 * PHP's Throwable::__toString: "Type: text in file:line", its frames, then "Next" with the error around it. A frame says where its function was
 * called from: where the function itself was is in the line before, at the first in the head.
 */
export const phpTrace: TraceReader = {
  runtime: "php",
  isFrame: (line) => callOf(line) !== null || line.startsWith("#0 {main}"),
  read: (lines) => {
    const sections: { head: string; calls: RawFrame[] }[] = [];
    for (const line of lines) {
      const current = sections.at(-1);
      const call = callOf(line);
      if (call) (current ?? open(sections, "")).calls.push(call);
      else if (line === "Stack trace:" || /^#\d+ \{main\}|^\s+thrown in /.test(line) || line.trim() === "") continue;
      else if (!current || (current.calls.length > 0 && heading.test(line))) open(sections, line.replace(heading, ""));
      else if (current.calls.length === 0) current.head += `\n${line}`;
    }
    return sections.map(({ head, calls }): Section => {
      const { text, place } = thrownAt(head);
      return { ...readHead(text, isClassName), frames: calls.map((call, index) => movedTo(call, calls[index - 1] ?? place)) };
    });
  },
};

type Place = Pick<RawFrame, "path" | "location">;

function open(sections: { head: string; calls: RawFrame[] }[], head: string) {
  const section = { head, calls: [] };
  sections.push(section);
  return section;
}

/** "text in /app/src/Stock.php:12" taken apart. */
function thrownAt(head: string): { readonly text: string; readonly place: Place } {
  const cut = head.lastIndexOf(" in ");
  const found = cut < 0 ? null : /^(\S.*):(\d+)$/.exec(head.slice(cut + " in ".length));
  const path = found?.[1];
  if (!found || !path) return { text: head, place: { path: null, location: null } };
  return { text: head.slice(0, cut), place: { path, location: `${fileOf(path)}:${found[2]}` } };
}

const internal = "[internal function]";

/** The function that a line calls, where the line before was called. PHP's own functions have no place: theirs is that of the call. */
function movedTo(call: RawFrame, { path, location }: Place): RawFrame {
  const named = /\\|::/.test(call.symbol);
  const inside = named && (path === null ? call.symbol.includes("\\") : call.location !== location);
  return inside ? { ...call, path, location } : { ...call, path: internal, location: null };
}

const callOf = remember((line): RawFrame | null => {
  const found = frame.exec(line);
  const call = found?.[3];
  if (!found || !call) return null;
  const symbol = (/^(.*?\{closure[^}]*\}|[^(]*)/.exec(call)?.[1] ?? call).replace("->", "::");
  const [owner = "", method = owner] = symbol.split("::");
  const type = owner.slice(owner.lastIndexOf("\\") + 1);
  const name = symbol.includes("::") ? `${type}.${method.slice(method.lastIndexOf("\\") + 1)}` : type;
  const module = owner.split("\\").slice(0, -1).slice(0, 3).join("\\") || type;
  return { name, symbol, path: found[1] ?? null, location: found[1] ? `${fileOf(found[1])}:${found[2]}` : null, module };
});

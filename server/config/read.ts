import { isMap, isPair, isScalar, LineCounter, parseDocument, visit, type Document } from "yaml";
import type { Config } from "./config.ts";
import { interpolate } from "./interpolate.ts";
import { toConfig } from "./normalize.ts";
import { describeIssue, type Problem, refused } from "./problem.ts";
import { readTraceExport } from "./traces.ts";
import { allowedKeys, parseFile } from "./validate.ts";

type Env = Readonly<Record<string, string | undefined>>;

/**
 * The text of redrive.yaml as a Config. Unknown keys, bad values and unset variables are refused together, each with file, line and column,
 * what is wrong and what is allowed (`ConfigError`).
 */
export function readConfig(text: string, file: string, env: Env): Config {
  const lines = new LineCounter();
  const document = parseDocument(text, { lineCounter: lines, uniqueKeys: true });
  const at = (offset: number) => {
    const { line, col } = lines.linePos(offset);
    return { line: Math.max(line, 1), column: Math.max(col, 1) };
  };
  const problems: Problem[] = document.errors.map((error) => ({
    ...at(error.pos[0]),
    text: (error.message.split("\n")[0] ?? "").replace(/ at line \d+.*$/, ""),
  }));
  if (problems.length > 0) throw refused(file, problems);
  let unresolved = false;
  visit(document, {
    Alias(_key, node) {
      if (node.resolve(document)) return;
      const text = `*${node.source} is an alias of YAML, and nothing has that name. Put quotes around a pattern: "*${node.source}"`;
      problems.push({ ...at(node.range?.[0] ?? 0), text });
      unresolved = true;
    },
    Scalar(_key, node) {
      if (typeof node.value !== "string") return;
      const { text: filled, missing } = interpolate(node.value, env);
      node.value = filled;
      for (const name of missing)
        problems.push({
          ...at(node.range?.[0] ?? 0),
          text: `the environment variable ${name} is not set; set it, or give a default: \${${name}:-...}`,
        });
    },
  });
  if (unresolved) throw refused(file, problems);
  const given: unknown = document.toJS() ?? {};
  const parsed = parseFile(given);
  if (!parsed.success) {
    const known = allowedKeys(given);
    for (const issue of parsed.error.issues) {
      for (const { path, text: told } of describeIssue(issue, known)) problems.push({ ...at(offsetOf(document, path)), text: told });
    }
  }
  const traces = readTraceExport(env);
  if ("problem" in traces) problems.push({ line: 1, column: 1, text: traces.problem });
  if (problems.length > 0 || !parsed.success || "problem" in traces) throw refused(file, problems);
  const port = Number(env["PORT"]);
  return toConfig(parsed.data, {
    file,
    databaseUrl: env["DATABASE_URL"],
    crashAt: env["REDRIVE_CRASH_AT"],
    port: port > 0 ? port : null,
    traceExport: traces.export,
  });
}

/** Where the deepest part of a path that exists stands in the file. */
function offsetOf(document: Document, path: readonly PropertyKey[]): number {
  for (let length = path.length; length > 0; length--) {
    const parent = length === 1 ? document.contents : document.getIn(path.slice(0, length - 1), true);
    const key = path[length - 1];
    if (isMap(parent)) {
      const pair = parent.items.find((item) => isPair(item) && isScalar(item.key) && item.key.value === key);
      if (pair && isScalar(pair.key)) return pair.key.range?.[0] ?? 0;
    }
    const node = document.getIn(path.slice(0, length), true);
    if (node && typeof node === "object" && "range" in node && Array.isArray(node.range)) return Number(node.range[0]);
  }
  return 0;
}

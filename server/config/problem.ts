import type { z } from "zod";
import { sourceKinds } from "./schema.ts";

export interface Problem {
  readonly line: number;
  readonly column: number;
  readonly text: string;
}

/** What whoever runs Redrive has to mend before it starts, in words that need no trace. Never quotes values that may be secrets. */
export class ConfigError extends Error {
  override readonly name = "ConfigError";
}

/** A configuration that is refused, with every problem at once. */
export function refused(file: string, problems: readonly Problem[]): ConfigError {
  const lines = problems.map(({ line, column, text }) => `  ${file}:${line}:${column}  ${text}`);
  return new ConfigError(`The configuration is refused:\n${lines.join("\n")}`);
}

/** What is wrong and what is allowed, for each issue of the schema; a union's issues are those of its closest branch. */
export function describeIssue(
  issue: z.core.$ZodIssue,
  known: (path: readonly PropertyKey[]) => readonly string[],
): { path: readonly PropertyKey[]; text: string }[] {
  const path = issue.path;
  const where = path.length > 0 ? `${path.join(".")} ` : "";
  switch (issue.code) {
    case "unrecognized_keys":
      return issue.keys.map((key) => ({ path: [...path, key], text: `unknown key "${key}"${suggest(key, known(path))}` }));
    case "invalid_value":
      return [{ path, text: `${where}must be one of: ${issue.values.map(String).join(", ")}` }];
    case "invalid_type":
      return [
        {
          path,
          text:
            issue.input === undefined
              ? `${where}is missing: it must be ${article(issue.expected)}`
              : `${where}must be ${article(issue.expected)}`,
        },
      ];
    case "invalid_union": {
      const closest = closestBranch(issue.errors);
      if (closest.length === 0)
        return [
          {
            path,
            text: `${where}${"discriminator" in issue && issue.discriminator ? `must name a kind: ${kindsOf(issue)}` : "has the wrong shape"}`,
          },
        ];
      return closest.flatMap((inner) => describeIssue({ ...inner, path: [...path, ...inner.path] } as z.core.$ZodIssue, known));
    }
    case "too_big":
      return [{ path, text: `${where}must be at most ${issue.maximum}` }];
    case "too_small":
      return [{ path, text: `${where}${leastOf(issue)}` }];
    case "invalid_key":
      return issue.issues.map((inner) => ({ path, text: `the name ${String(path.at(-1))} ${inner.message}` }));
    default:
      return [{ path, text: `${where}${issue.message}` }];
  }
}

/** Kinds of sources that only tests use are not offered. */
function kindsOf({ path, options = [] }: { readonly path: readonly PropertyKey[]; readonly options?: readonly unknown[] }): string {
  return (path[0] === "sources" ? sourceKinds : options).join(", ");
}

function leastOf({ origin, minimum }: z.core.$ZodIssueTooSmall): string {
  if (origin === "number" || origin === "int") return `must be at least ${minimum}`;
  return minimum > 1 ? `must be at least ${minimum} ${origin === "string" ? "characters long" : "entries"}` : "must not be empty";
}

/** The branch that got furthest: a wrong key deep inside says more than "not a string". */
function closestBranch(branches: readonly z.core.$ZodIssue[][]): readonly z.core.$ZodIssue[] {
  const depth = (issues: readonly z.core.$ZodIssue[]) =>
    Math.max(...issues.map((issue) => issue.path.length + (issue.code === "unrecognized_keys" ? 1 : 0)));
  return branches.toSorted((one, other) => depth(other) - depth(one))[0] ?? [];
}

function article(type: string): string {
  return type === "array" ? "a list" : type === "object" || type === "record" ? "a mapping of keys" : `a ${type}`;
}

function suggest(key: string, allowed: readonly string[]): string {
  if (allowed.length === 0) return "";
  const near = allowed.find((name) => distance(name.toLowerCase(), key.toLowerCase()) <= 2);
  return near ? `; did you mean "${near}"?` : `; allowed are ${allowed.join(", ")}`;
}

/** Levenshtein; keys are short. */
function distance(one: string, other: string): number {
  let row = Array.from({ length: other.length + 1 }, (_, index) => index);
  for (let i = 1; i <= one.length; i++) {
    const next = [i];
    for (let j = 1; j <= other.length; j++) {
      next[j] = Math.min((row[j] ?? 0) + 1, (next[j - 1] ?? 0) + 1, (row[j - 1] ?? 0) + (one[i - 1] === other[j - 1] ? 0 : 1));
    }
    row = next;
  }
  return row[other.length] ?? 0;
}

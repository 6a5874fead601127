import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { TestProject } from "vitest/node";
import { readStatements } from "./read-statements.ts";

declare module "vitest" {
  interface ProvidedContext {
    /** The folder of statements.json and of what each file of tests ran. */
    rows: string;
  }
}

/** What one file of tests ran. */
interface Ran {
  readonly file: string;
  readonly keys: readonly string[];
}

/**
 * Reads the statements once for a project's run; not with REDRIVE_ROWS=unchecked, for a quick run of a few files. When all of the project `db` has run, one that no test ran fails the run: its row type is a claim that
 * nothing checked.
 */
export default function (project: TestProject): () => Promise<void> {
  const home = mkdtempSync(join(tmpdir(), "redrive-rows-"));
  const statements = process.env["REDRIVE_ROWS"] === "unchecked" ? [] : readStatements(isProduction);
  writeFileSync(join(home, "statements.json"), JSON.stringify(statements));
  project.provide("rows", home);
  return async () => {
    const ran = readRan(home);
    rmSync(home, { recursive: true });
    if (project.name !== "db" || project.vitest.getGlobalTestNamePattern()) return;
    const { testFiles } = await project.globTestFiles();
    const files = new Set(ran.map(({ file }) => file));
    if (!testFiles.every((file) => files.has(file))) return;
    const keys = new Set(ran.flatMap((one) => one.keys));
    const missed = statements.filter(({ key }) => !keys.has(key));
    if (missed.length > 0)
      throw new Error(`No db test runs these statements, so nothing checks their row types:\n${missed.map(({ at }) => at).join("\n")}`);
  };
}

function isProduction(path: string): boolean {
  return path.startsWith("server/") && !path.startsWith("server/testing/") && !path.includes(".test.");
}

function readRan(home: string): readonly Ran[] {
  return readdirSync(home)
    .filter((name) => name.startsWith("ran-"))
    .flatMap((name) => readFileSync(join(home, name), "utf8").trim().split("\n"))
    .map((line) => JSON.parse(line) as Ran);
}

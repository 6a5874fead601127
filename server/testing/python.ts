import { existsSync, mkdtempSync, renameSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { demandPrograms } from "./programs.ts";
import { runOrSay } from "./run-or-say.ts";

/** A folder that later runs of the same user find again. */
export const owned = (name: string) => join(tmpdir(), `redrive-${name}-${process.getuid?.() ?? 0}`);

/** Installs packages of PyPI, as pip is told to, into a folder of their own, once for each name. Answers its path. */
export async function installPython(name: string, words: readonly string[], otherwise = ""): Promise<string> {
  const folder = owned(name);
  if (existsSync(folder)) return folder;
  demandPrograms(["python3-pip"]);
  const fresh = mkdtempSync(`${folder}-`);
  try {
    await runOrSay("pip3", ["install", "--quiet", "--only-binary=:all:", "--no-compile", "--target", fresh, ...words], {
      what: `pip did not install ${words.join(" ")}. ${otherwise}`,
      env: {},
    });
    // Only a whole folder has the name; another process may have been faster.
    if (!existsSync(folder)) renameSync(fresh, folder);
  } finally {
    rmSync(fresh, { recursive: true, force: true });
  }
  return folder;
}

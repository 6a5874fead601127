import { createHash } from "node:crypto";
import { existsSync, mkdtempSync, readFileSync, renameSync, rmSync } from "node:fs";
import { join } from "node:path";
import { fetchJars } from "./maven.ts";
import { demandPrograms } from "./programs.ts";
import { owned } from "./python.ts";
import { runOrSay } from "./run-or-say.ts";

/** Compiles these files with these jars, once for each content of them, into a folder that later runs of the same user find again. Answers the class path. */
export async function compileJava(name: string, coordinates: readonly string[], files: readonly string[]): Promise<string> {
  demandPrograms(["default-jdk-headless"]);
  const hash = (content: string) => createHash("sha256").update(content).digest("hex").slice(0, 16);
  const jars = join(fetchJars(`${name}-${hash(coordinates.join())}`, coordinates, "leave this test out"), "*");
  const classes = owned(`${name}-${hash(coordinates.join() + files.map((file) => readFileSync(file, "utf8")).join())}-classes`);
  if (!existsSync(classes)) {
    const fresh = mkdtempSync(`${classes}-`);
    try {
      await runOrSay("javac", ["-cp", jars, "-d", fresh, ...files], { what: `javac did not compile ${files.join(" and ")}.`, env: {} });
      if (!existsSync(classes)) renameSync(fresh, classes);
    } finally {
      rmSync(fresh, { recursive: true, force: true });
    }
  }
  return `${classes}:${jars}`;
}

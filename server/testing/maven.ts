import { existsSync, mkdtempSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { demandPrograms, runOrExplain } from "./programs.ts";

/**
 * Jars of Maven's central repository with all that they need, in a folder that later runs of the same user find again. `coordinates`:
 * "group:artifact:version"; `instead`: how to do without, for the error.
 */
export function fetchJars(name: string, coordinates: readonly string[], instead: string): string {
  const folder = join(tmpdir(), `redrive-${name}-${process.getuid?.() ?? 0}`);
  demandPrograms(["default-jre-headless"]);
  if (existsSync(folder)) return folder;
  demandPrograms(["maven"]);
  const fresh = mkdtempSync(`${folder}-`);
  const dependencies = coordinates.map((coordinate) => {
    const [group, artifact, version] = coordinate.split(":");
    return `<dependency><groupId>${group}</groupId><artifactId>${artifact}</artifactId><version>${version}</version></dependency>`;
  });
  const pom = join(fresh, "pom.xml");
  writeFileSync(
    pom,
    `<project><modelVersion>4.0.0</modelVersion><groupId>x</groupId><artifactId>x</artifactId><version>1</version><dependencies>${dependencies.join("")}</dependencies></project>`,
  );
  try {
    runOrExplain("mvn", ["-q", "-B", "-f", pom, "dependency:copy-dependencies", `-DoutputDirectory=${fresh}`]);
    // Only a whole folder has the name; another process may have been faster.
    if (!existsSync(folder)) renameSync(fresh, folder);
  } catch (cause) {
    throw new Error(`Maven did not fetch ${coordinates.join(" and ")}. Otherwise ${instead}.\n${(cause as Error).message}`, { cause });
  } finally {
    rmSync(fresh, { recursive: true, force: true });
  }
  return folder;
}

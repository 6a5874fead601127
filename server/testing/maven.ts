import { execFileSync } from "node:child_process";
import { existsSync, mkdirSync, readdirSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

/** Jars of Maven's central repository with all that they need, in a folder that later runs find again. `coordinates`: "group:artifact:version". */
export function fetchJars(name: string, coordinates: readonly string[], instead: string): string {
  const folder = join(tmpdir(), `redrive-${name}`);
  const main = coordinates[0]?.split(":")[1] ?? "";
  if (existsSync(folder) && readdirSync(folder).some((file) => file.startsWith(main))) return folder;
  demand("java", "default-jre-headless", instead);
  demand("mvn", "maven", instead);
  mkdirSync(folder, { recursive: true });
  const dependencies = coordinates.map((coordinate) => {
    const [group, artifact, version] = coordinate.split(":");
    return `<dependency><groupId>${group}</groupId><artifactId>${artifact}</artifactId><version>${version}</version></dependency>`;
  });
  const pom = join(folder, "pom.xml");
  writeFileSync(
    pom,
    `<project><modelVersion>4.0.0</modelVersion><groupId>x</groupId><artifactId>x</artifactId><version>1</version><dependencies>${dependencies.join("")}</dependencies></project>`,
  );
  execFileSync("mvn", ["-q", "-B", "-f", pom, "dependency:copy-dependencies", `-DoutputDirectory=${folder}`], {
    stdio: ["ignore", "ignore", "inherit"],
  });
  return folder;
}

function demand(program: string, debianPackage: string, instead: string): void {
  try {
    execFileSync("which", [program], { stdio: "ignore" });
  } catch {
    if (!existsSync("/usr/bin/apt-get") || process.getuid?.() !== 0) {
      throw new Error(`${program} is missing. Install it (apt-get install ${debianPackage}), or ${instead}.`);
    }
    execFileSync("sh", ["-c", `apt-get update -qq && DEBIAN_FRONTEND=noninteractive apt-get install -y -qq ${debianPackage}`], {
      stdio: ["ignore", "ignore", "inherit"],
    });
  }
}

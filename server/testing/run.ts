import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { demandNode } from "../process/node-version.ts";
import { check, type Part, runLines } from "./parts.ts";
import { demandPrograms, orEnd } from "./programs.ts";
import { startServers } from "./start-servers.ts";

/** `npm test`: brings up the servers, then runs everything that checks the project. A missing service is a failure that says how to get it. */
const results = mkdtempSync(join(tmpdir(), "redrive-results-"));

demandNode();
const started = performance.now();
await orEnd(async () => demandPrograms());
const { env, stop } = await orEnd(startServers);
/** Broker and crash tests mostly wait, so they run beside what needs the processor. Types, build and journeys share `.next`: one after the other. */
const lines = [
  [
    check("format", ["biome", "format", "."], env),
    check("lint", ["oxlint"], env),
    check("types", ["tsc", "--noEmit"], env),
    check("unused", ["knip"], env),
    check("audit", ["node", "server/testing/audit-command.ts"], env),
    vitest("unit"),
    check("build", ["next", "build"], env),
    playwright("e2e"),
  ],
  [vitest("crash")],
  [vitest("broker"), vitest("db")],
];
const ended = await runLines(lines, (text) => process.stdout.write(text)).finally(stop);
const failed = ended.flatMap((part) => part.failed);
const row = (name: string, seconds: number, passed: number, failures: number) =>
  console.log(`${name.padEnd(8)}${seconds.toFixed(0).padStart(9)}${String(passed).padStart(8)}${String(failures).padStart(8)}`);
console.log("\npart      seconds  passed  failed");
for (const part of ended) row(part.name, part.seconds, part.passed, part.failed.length);
const passed = ended.reduce((sum, part) => sum + part.passed, 0);
row("all", (performance.now() - started) / 1_000, passed, failed.length);
for (const failure of failed) console.log(`\nFAILED ${failure}`);
console.log(`\n${passed} passed, ${failed.length} failed`);
rmSync(results, { recursive: true, force: true });
process.exit(failed.length === 0 ? 0 : 1);

function vitest(project: string): Part {
  const report = join(results, `${project}.json`);
  const reporters = ["--reporter=default", "--reporter=json", `--outputFile.json=${report}`];
  return { name: project, command: ["npx", "vitest", "run", "--project", project, ...reporters], env, report };
}

function playwright(name: string): Part {
  const report = join(results, `${name}.json`);
  return { name, command: ["npx", "playwright", "test"], env: { ...env, PLAYWRIGHT_JSON_OUTPUT_NAME: report }, report };
}

import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { demandNode } from "../process/node-version.ts";
import { check, type Part, runAgain, runLines } from "./parts.ts";
import { demandPrograms, orEnd } from "./programs.ts";
import { startServers } from "./start-servers.ts";

/** `npm test`: brings up the servers, then runs everything that checks the project. A missing service is a failure that says how to get it. */
const results = mkdtempSync(join(tmpdir(), "redrive-results-"));

demandNode();
const started = performance.now();
await orEnd(async () => demandPrograms());
const { env, stop } = await orEnd(startServers);
/**
 * Broker and crash tests mostly wait, so they run beside what needs the processor. Two lines and no more: a third made each test wait for the other two, and
 * what waits too long has failed. Types, build and journeys share `.next`: one after the other.
 */
const [broker, db, e2e] = [vitest("broker"), vitest("db"), playwright("e2e")];
const lines = [
  [
    check("format", ["biome", "format", "."], env),
    check("lint", ["oxlint"], env),
    check("types", ["tsc", "--noEmit"], env),
    check("unused", ["knip"], env),
    check("audit", ["node", "server/testing/audit-command.ts"], env),
    vitest("unit"),
    check("build", ["next", "build"], env),
    e2e,
  ],
  [vitest("crash"), broker, db],
];
const print = (text: string) => void process.stdout.write(text);
const { ended, failed, unsteady } = await runAll().finally(stop);
const row = (name: string, seconds: number, passed: number, failures: number) =>
  console.log(`${name.padEnd(8)}${seconds.toFixed(0).padStart(9)}${String(passed).padStart(8)}${String(failures).padStart(8)}`);
console.log("\npart      seconds  passed  failed");
for (const part of ended) row(part.name, part.seconds, part.passed, part.failed.length);
const passed = ended.reduce((sum, part) => sum + part.passed, 0);
row("all", (performance.now() - started) / 1_000, passed, failed.length);
for (const failure of unsteady) console.log(`\nUNSTEADY, passed alone: ${failure}`);
for (const failure of failed) console.log(`\nFAILED ${failure}`);
console.log(`\n${passed} passed, ${unsteady.length} unsteady, ${failed.length} failed`);
rmSync(results, { recursive: true, force: true });
process.exit(failed.length === 0 ? 0 : 1);

/**
 * What counts what is lost or doubled has no second try, and neither has a file that draws at random: another draw would hide the fault. What waits for brokers, databases
 * and browsers has one.
 */
async function runAll() {
  const all = await runLines(lines, print);
  const judged = [];
  for (const one of all) {
    const part = [broker, db, e2e].find(({ name }) => name === one.name);
    judged.push(part ? await runAgain(part, one, print) : { failed: one.failed, unsteady: [] });
  }
  return { ended: all, failed: judged.flatMap((each) => each.failed), unsteady: judged.flatMap((each) => each.unsteady) };
}

function vitest(project: string): Part {
  const report = join(results, `${project}.json`);
  const reporters = ["--reporter=default", "--reporter=json", `--outputFile.json=${report}`];
  return { name: project, command: ["npx", "vitest", "run", "--project", project, ...reporters], env, report };
}

function playwright(name: string): Part {
  const report = join(results, `${name}.json`);
  return { name, command: ["npx", "playwright", "test"], env: { ...env, PLAYWRIGHT_JSON_OUTPUT_NAME: report }, report };
}

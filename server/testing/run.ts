import { spawn } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { demandNode } from "../process/node-version.ts";
import { findChromium } from "./chromium.ts";
import { testServer } from "./database.ts";
import { startElasticMQ } from "./elasticmq.ts";
import { demandPrograms, orEnd } from "./programs.ts";
import { sharedRabbitMQ } from "./rabbitmq-host.ts";
import { readTally, type Tally } from "./tally.ts";

/** `npm test`: brings up the services, then runs everything that checks the project. A missing service is a failure that says how to get it. */
const tally: Tally = { passed: 0, failed: [] };
const results = mkdtempSync(join(tmpdir(), "redrive-results-"));

demandNode();
await orEnd(async () => demandPrograms());
const [rabbitmq, elasticmq, database] = await orEnd(() => Promise.all([sharedRabbitMQ(), startElasticMQ(), testServer()]));
const env = {
  REDRIVE_TEST_RABBITMQ_URL: rabbitmq.url,
  REDRIVE_TEST_RABBITMQ_MANAGEMENT_URL: rabbitmq.management,
  REDRIVE_TEST_SQS_ENDPOINT: elasticmq.endpoint,
  REDRIVE_TEST_DATABASE_URL: database,
  REDRIVE_CHROMIUM: findChromium(),
};
try {
  await check("format", ["npx", "biome", "format", "."]);
  await check("lint", ["npx", "oxlint"]);
  await check("types", ["npx", "tsc", "--noEmit"]);
  await check("unused", ["npx", "knip"]);
  for (const project of ["unit", "db", "broker", "crash"])
    await suite(project, [
      "npx",
      "vitest",
      "run",
      "--project",
      project,
      "--reporter=default",
      "--reporter=json",
      `--outputFile.json=${resultFile(project)}`,
    ]);
  await check("build", ["npx", "next", "build"]);
  await suite("e2e", ["npx", "playwright", "test"], { PLAYWRIGHT_JSON_OUTPUT_NAME: resultFile("e2e") });
} finally {
  await Promise.allSettled([rabbitmq.stop(), elasticmq.stop()]);
}
for (const failure of tally.failed) console.log(`\nFAILED ${failure}`);
console.log(`\n${tally.passed} passed, ${tally.failed.length} failed`);
rmSync(results, { recursive: true, force: true });
process.exit(tally.failed.length === 0 ? 0 : 1);

function resultFile(name: string): string {
  return join(results, `${name}.json`);
}

/** One command that passes or fails as a whole. */
async function check(name: string, command: readonly string[]): Promise<void> {
  const code = await run(name, command);
  if (code === 0) tally.passed++;
  else tally.failed.push(`${name}: exit code ${code}`);
}

/** A test runner: what it counted is added; one that ended badly without a count is a failure. */
async function suite(name: string, command: readonly string[], more: Record<string, string> = {}): Promise<void> {
  const code = await run(name, command, more);
  const { passed, failed } = readTally(resultFile(name));
  tally.passed += passed;
  tally.failed.push(...failed.map((failure) => `${name}: ${failure}`));
  if (code !== 0 && failed.length === 0) tally.failed.push(`${name}: exit code ${code} though no test failed`);
  if (code === 0 && passed === 0) tally.failed.push(`${name}: no test ran`);
}

function run(name: string, [file = "", ...args]: readonly string[], more: Record<string, string> = {}): Promise<number> {
  console.log(`\n== ${name}`);
  return new Promise((resolve) => {
    const child = spawn(file, args, { stdio: ["ignore", "inherit", "inherit"], env: { ...process.env, ...env, ...more } });
    child.on("error", () => resolve(1));
    child.on("exit", (code) => resolve(code ?? 1));
  });
}

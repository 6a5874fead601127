import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { text } from "node:stream/consumers";
import { expect, onTestFinished, test } from "vitest";

/** Some load all of Next first. */
const longest = 120_000;

const programs = [
  "server/process/start.ts",
  "server/serve/serve.ts",
  "server/worker.ts",
  "server/process/health-command.ts",
  "server/people/setup-link-command.ts",
  "server/people/reset-password-command.ts",
  "server/messages/rebuild-command.ts",
  "server/process/migrate-command.ts",
  "server/annotations/annotate-command.ts",
];

async function run(program: string, env: Readonly<Record<string, string | undefined>>) {
  const child = spawn(process.execPath, [program, ...(program.includes("reset") ? ["ana@shop.example"] : [])], {
    env: { ...process.env, DATABASE_URL: "", ...env } as NodeJS.ProcessEnv,
    stdio: ["ignore", "pipe", "pipe"],
  });
  const [said, [status]] = await Promise.all([text(child.stderr), once(child, "exit"), text(child.stdout)]);
  return { status: status as number, said };
}

test.each(programs)("%s says what is wrong with the configuration, without a trace", { timeout: longest }, async (program) => {
  const folder = mkdtempSync(join(tmpdir(), "redrive-refused-"));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  const file = join(folder, "redrive.yaml");
  writeFileSync(file, "replay: { limit: 0 }\n");
  expect(await run(program, { REDRIVE_CONFIG: file })).toEqual({
    status: 1,
    said: `redrive: The configuration is refused:\n  ${file}:1:11  replay.limit must be at least 1\n`,
  });
});

test("a file that is not there is no trace either", { timeout: longest }, async () => {
  const file = join(tmpdir(), "no-such-redrive.yaml");
  expect(await run("server/worker.ts", { REDRIVE_CONFIG: file })).toEqual({
    status: 1,
    said: `redrive: REDRIVE_CONFIG names ${file}, and there is no such file.\n`,
  });
});

test("a role that there is not is no trace either", { timeout: longest }, async () => {
  const answer = await run("server/process/start.ts", { REDRIVE_CONFIG: undefined, REDRIVE_ROLE: "wroker" });
  expect(answer).toEqual({ status: 1, said: 'redrive: REDRIVE_ROLE is all, web or worker; not "wroker".\n' });
});

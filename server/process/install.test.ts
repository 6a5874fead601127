import { spawn, spawnSync } from "node:child_process";
import { chmodSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { delimiter, join, resolve } from "node:path";
import { expect, onTestFinished, test } from "vitest";

const launcher = resolve("server/process/install.mjs");
const lockOf = (version: string) => JSON.stringify({ packages: { "": {}, "node_modules/next": { version } } });
const says = (text: string) => ["node", "-e", `console.log("${text}")`];

/** A clone whose lock names next 2, and an npm that does what `npm` says. */
function clone(npm: string): { readonly cwd: string; readonly env: NodeJS.ProcessEnv } {
  const cwd = mkdtempSync(join(tmpdir(), "redrive-clone-"));
  onTestFinished(() => rmSync(cwd, { recursive: true }));
  mkdirSync(join(cwd, "node_modules"));
  writeFileSync(join(cwd, "package-lock.json"), lockOf("2"));
  writeFileSync(join(cwd, "npm"), `#!/bin/sh\necho "npm $*"\n${npm}\n`);
  chmodSync(join(cwd, "npm"), 0o755);
  return { cwd, env: { ...process.env, PATH: `${cwd}${delimiter}${process.env["PATH"]}` } };
}

function launch(at: ReturnType<typeof clone>, words: readonly string[]) {
  return spawnSync(process.execPath, [launcher, ...words], { ...at, encoding: "utf8" });
}

test("every npm script installs what it needs first", () => {
  const { scripts } = JSON.parse(readFileSync("package.json", "utf8")) as { scripts: Record<string, string> };
  expect(Object.entries(scripts).filter(([, script]) => !script.startsWith("node server/process/install.mjs "))).toEqual([]);
});

test("a fresh clone is installed once, and again when its lock names other versions", () => {
  const at = clone("cp package-lock.json node_modules/.package-lock.json");
  expect(launch(at, says("ran")).stdout).toMatch(/^npm ci .*\nran\n$/);
  expect(launch(at, says("ran")).stdout).toBe("ran\n");
  writeFileSync(join(at.cwd, "package-lock.json"), lockOf("3"));
  expect(launch(at, says("ran")).stdout).toMatch(/^npm ci .*\nran\n$/);
});

test("where npm fails the command does not run", () => {
  const { status, stdout, stderr } = launch(clone("exit 7"), says("ran"));
  expect({ status, stdout }).toEqual({ status: 1, stdout: expect.not.stringContaining("ran") });
  expect(stderr).toContain("npm ci failed (exit code 7)");
});

test("a signal reaches the command, and its exit code comes back", async () => {
  const waits = `process.on("SIGTERM", () => process.exit(5)); setTimeout(() => {}, 20_000); console.log("up")`;
  const child = spawn(process.execPath, [launcher, "node", "-e", waits], {
    ...clone("cp package-lock.json node_modules/.package-lock.json"),
    stdio: ["ignore", "pipe", "ignore"],
  });
  child.stdout.on("data", (chunk: Buffer) => void (chunk.toString().endsWith("up\n") && child.kill("SIGTERM")));
  expect(await new Promise((done) => child.on("exit", done))).toBe(5);
});

import { type ChildProcess, spawn } from "node:child_process";
import { fileURLToPath } from "node:url";

export interface Program {
  readonly name: string;
  readonly command: readonly [string, ...string[]];
  readonly env?: Readonly<Record<string, string>>;
  /** It runs only when this has resolved, each time; it may then end with 0. Left out: it runs all the time. */
  readonly waits?: (signal: AbortSignal) => Promise<void>;
}

/** While it runs, the embedded Postgres is started again whenever it has ended. It outlives the programs; `stopUnused` ends it. */
export function keepEmbedded(home: string): Program {
  return { name: "postgres", command: [process.execPath, fileURLToPath(new URL("../db/keep-embedded.ts", import.meta.url)), home] };
}

const firstMs = 500;
const longestMs = 15_000;
/** One that ran this long had started well: its next failure is a new one. */
const steadyMs = 30_000;
const stopMs = 25_000;

/**
 * Runs programs until this process is told to stop: restarts one that ends, later and later; passes SIGTERM on and waits for all. Resolves
 * when the last has ended.
 */
export async function superviseAll(programs: readonly Program[], say: (text: string) => void): Promise<void> {
  const stop = new AbortController();
  for (const signal of ["SIGINT", "SIGTERM"] as const) process.on(signal, () => stop.abort());
  await Promise.all(programs.map((program) => superviseOne(program, stop.signal, say)));
}

async function superviseOne(program: Program, signal: AbortSignal, say: (text: string) => void): Promise<void> {
  for (let failures = 0; !signal.aborted; ) {
    await program.waits?.(signal);
    if (signal.aborted) return;
    const began = Date.now();
    const code = await runOnce(program, signal);
    if (signal.aborted) return;
    if (program.waits && code === "exit code 0") continue;
    failures = Date.now() - began > steadyMs ? 1 : failures + 1;
    const waitMs = Math.min(longestMs, firstMs * 2 ** (failures - 1));
    say(`${program.name} ended (${code}); it starts again in ${Math.round(waitMs / 100) / 10} s`);
    await wait(waitMs, signal);
  }
}

function runOnce({ command: [file, ...args], env }: Program, signal: AbortSignal): Promise<string> {
  return new Promise((resolve) => {
    const child: ChildProcess = spawn(file, args, { stdio: ["ignore", "inherit", "inherit"], env: { ...process.env, ...env } });
    const end = () => {
      child.kill("SIGTERM");
      setTimeout(() => child.kill("SIGKILL"), stopMs).unref();
    };
    signal.addEventListener("abort", end, { once: true });
    if (signal.aborted) end();
    child.on("error", (error) => resolve(error.message));
    child.on("exit", (code, killed) => {
      signal.removeEventListener("abort", end);
      resolve(killed ?? `exit code ${code}`);
    });
  });
}

function wait(ms: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    const timer = setTimeout(resolve, ms);
    signal.addEventListener("abort", () => (clearTimeout(timer), resolve()), { once: true });
  });
}

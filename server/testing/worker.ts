import { spawn } from "node:child_process";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { workerCommand } from "../process/commands.ts";

export interface TestWorker {
  readonly pid: number;
  /** How the process ended: the signal's name, or its exit code. */
  readonly ended: Promise<string | number>;
  /** Ends it and waits for that. SIGKILL is a crash, SIGTERM an orderly stop. */
  kill(signal: "SIGKILL" | "SIGTERM"): Promise<string | number>;
  /** What it has logged, for a test that fails. */
  log(): string;
}

const [program, ...words] = workerCommand;

/** A real worker process on a config of its own. `crashAt`: the crash point at which it kills itself. */
export async function startWorker(options: {
  readonly yaml: string;
  readonly databaseUrl: string;
  readonly crashAt?: string;
}): Promise<TestWorker> {
  const home = await mkdtemp(join(tmpdir(), "redrive-worker-"));
  const file = join(home, "redrive.yaml");
  await writeFile(file, options.yaml);
  const env: NodeJS.ProcessEnv = { ...process.env, REDRIVE_CONFIG: file, DATABASE_URL: options.databaseUrl };
  if (options.crashAt) env["REDRIVE_CRASH_AT"] = options.crashAt;
  const worker = spawn(program, words, { env, stdio: ["ignore", "pipe", "pipe"] });
  const lines: string[] = [];
  for (const stream of [worker.stdout, worker.stderr]) stream.on("data", (chunk: Buffer) => lines.push(chunk.toString()));
  const ended = new Promise<string | number>((resolve) => {
    worker.once("exit", (code, signal) => resolve(signal ?? code ?? -1));
  }).finally(() => rm(home, { recursive: true, force: true }));
  return {
    pid: worker.pid ?? 0,
    ended,
    kill: (signal) => {
      worker.kill(signal);
      return ended;
    },
    log: () => lines.join(""),
  };
}

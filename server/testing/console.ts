import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { get } from "node:http";
import { get as getTls } from "node:https";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { setTimeout as delay } from "node:timers/promises";
import { consoleCommand } from "../process/commands.ts";

const bootMs = 60_000;
/** What the console logs of a fault of its own, which a failed test should show: pino's levels error and fatal. */
const isFault = /^\{"level":[56]0,/;

/** The built console on a config of its own, whose `http.port` is `port`; resolves when it answers. `tls`: whether it serves https itself. */
export async function startConsole(options: {
  readonly yaml: string;
  readonly databaseUrl: string;
  readonly port: number;
  readonly tls?: boolean;
}) {
  const home = await mkdtemp(join(tmpdir(), "redrive-console-"));
  const file = join(home, "redrive.yaml");
  await writeFile(file, options.yaml);
  const env = { ...process.env, NODE_ENV: "production" as const, REDRIVE_CONFIG: file, DATABASE_URL: options.databaseUrl };
  const [node, ...words] = consoleCommand;
  const program = spawn(node, words, { env, stdio: ["ignore", "pipe", "inherit"] });
  const lines: string[] = [];
  createInterface(program.stdout).on("line", (line) => {
    lines.push(line);
    if (isFault.test(line)) console.error(line);
  });
  const url = `${options.tls ? "https" : "http"}://127.0.0.1:${options.port}`;
  await untilReady(url);
  return {
    url,
    /** Its redrive.yaml, for commands. */
    file,
    /** What it has logged so far. */
    log: () => lines.join("\n"),
    /** Resolves with its exit code when it has ended. */
    stop: async () => {
      program.kill("SIGTERM");
      if (program.exitCode === null) await once(program, "exit");
      await rm(home, { recursive: true, force: true });
      return program.exitCode;
    },
  };
}

/** Whether somebody may read or not: it has its database. */
async function untilReady(url: string): Promise<void> {
  const isReady = () =>
    new Promise<boolean>((resolve) => {
      const read = ({ statusCode }: { statusCode?: number }) => resolve((statusCode ?? 500) < 500);
      const asked = url.startsWith("https:")
        ? getTls(`${url}/api/trpc/queues.list`, { rejectUnauthorized: false }, read)
        : get(`${url}/api/trpc/queues.list`, read);
      asked.on("error", () => resolve(false));
    });
  for (const end = Date.now() + bootMs; !(await isReady()); await delay(200))
    if (Date.now() > end) throw new Error("The console did not become ready within a minute.");
}

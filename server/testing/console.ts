import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as delay } from "node:timers/promises";

const bootMs = 60_000;

/** The built console on a config of its own, whose `http.port` is `port`; resolves when it is ready to be used. */
export async function startConsole(options: { readonly yaml: string; readonly databaseUrl: string; readonly port: number }) {
  const home = await mkdtemp(join(tmpdir(), "redrive-console-"));
  const file = join(home, "redrive.yaml");
  await writeFile(file, options.yaml);
  const env = { ...process.env, NODE_ENV: "production" as const, REDRIVE_CONFIG: file, DATABASE_URL: options.databaseUrl };
  const words = ["node_modules/next/dist/bin/next", "start", "-H", "127.0.0.1", "-p", String(options.port)];
  const program = spawn(process.execPath, words, { env, stdio: ["ignore", "ignore", "inherit"] });
  const url = `http://127.0.0.1:${options.port}`;
  await untilReady(url);
  return {
    url,
    stop: async () => {
      program.kill("SIGTERM");
      if (program.exitCode === null) await once(program, "exit");
      await rm(home, { recursive: true, force: true });
    },
  };
}

async function untilReady(url: string): Promise<void> {
  const isReady = () =>
    fetch(`${url}/api/ready`).then(
      (answer) => answer.ok,
      () => false,
    );
  for (const end = Date.now() + bootMs; !(await isReady()); await delay(200))
    if (Date.now() > end) throw new Error("The console did not become ready within a minute.");
}

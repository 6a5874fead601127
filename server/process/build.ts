import { spawn } from "node:child_process";
import { existsSync, globSync, statSync } from "node:fs";

/** Written last: a build that failed has its BUILD_ID, and not this. */
const built = ".next/export-marker.json";
const sources = ["app/**/*", "components/**/*", "server/**/*.ts", "package-lock.json", "next.config.ts", "tailwind.config.ts", "proxy.ts"];

/** Builds the pages when there is no build or a source is newer than it. Rejects with what the build printed. */
export async function buildPages(): Promise<void> {
  if (existsSync(built) && !isOlder(statSync(built).mtimeMs)) return;
  await new Promise<void>((resolve, reject) => {
    const child = spawn(process.execPath, ["node_modules/next/dist/bin/next", "build"], {
      stdio: ["ignore", "pipe", "pipe"],
      env: { ...process.env, NODE_ENV: "production" },
    });
    const told: Buffer[] = [];
    for (const stream of [child.stdout, child.stderr]) stream.on("data", (chunk: Buffer) => told.push(chunk));
    child.on("error", reject);
    child.on("exit", (code) => (code === 0 ? resolve() : reject(new Error(`The build failed:\n${Buffer.concat(told).toString()}`))));
  });
}

function isOlder(builtMs: number): boolean {
  return globSync(sources).some((file) => {
    const stats = statSync(file);
    return stats.isFile() && stats.mtimeMs > builtMs;
  });
}

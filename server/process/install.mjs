// Before every npm script, on whatever Node there is: installs what the lock names, then runs the command given with the Node 24 among it.
import { spawn, spawnSync } from "node:child_process";
import { existsSync, readFileSync } from "node:fs";
import { delimiter, join, resolve } from "node:path";

const shell = process.platform === "win32";
const env = {
  // A process that starts again reads what the one before compiled: a third less of the processor.
  NODE_COMPILE_CACHE: resolve("node_modules", ".cache", "compiled"),
  ...process.env,
  PATH: `${resolve("node_modules", ".bin")}${delimiter}${process.env.PATH ?? ""}`,
};
const [command, ...args] = process.argv.slice(2);

if (!isInstalled()) {
  console.error("redrive: installing what package-lock.json names");
  // `include`: where NODE_ENV is production, npm leaves out Node 24 otherwise.
  const options = ["--include=dev", "--no-audit", "--no-fund", "--loglevel=error", "--prefer-offline"];
  const { status, error } = spawnSync("npm", ["ci", ...options], { stdio: "inherit", shell });
  if (status !== 0)
    fail(`npm ci failed (${error?.message ?? `exit code ${status}`}); what it printed says why. Run this again when that is mended.`);
}
if (existsSync(join("node_modules", "postgres"))) await import("./mend-driver.mjs").catch((error) => fail(error.message));
if (existsSync(join("node_modules", "drizzle-orm"))) await import("./thin-drizzle.mjs").catch((error) => fail(error.message));
const version = spawnSync("node", ["--version"], { encoding: "utf8", env, shell }).stdout ?? "";
if (!(Number(/^v(\d+)/.exec(version)?.[1]) >= 24)) {
  fail(
    "node_modules holds no Node 24: the install script of the package `node` did not run. Allow it (allowScripts in package.json), then npm ci.",
  );
}
if (command) {
  const child = spawn(command, args, { stdio: "inherit", env, shell });
  for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"]) process.on(signal, () => child.kill(signal));
  child.on("error", (error) => fail(error.message));
  child.on("exit", (code) => process.exit(code ?? 130));
}

/** npm writes its own lock into node_modules last; after a pull it may name other versions than the project's. */
function isInstalled() {
  const installed = join("node_modules", ".package-lock.json");
  if (!existsSync(installed)) return false;
  const [wanted, have] = ["package-lock.json", installed].map((file) => JSON.parse(readFileSync(file, "utf8")).packages);
  return Object.entries(wanted).every(([path, { version, optional }]) => path === "" || optional || have[path]?.version === version);
}

function fail(reason) {
  console.error(`redrive: ${reason}`);
  process.exit(1);
}

// The first step of `npm run demo`, on whatever Node there is: installs what the lock names, then goes on with the Node 24 among it.
import { spawnSync } from "node:child_process";
import { existsSync } from "node:fs";
import { delimiter, join, resolve } from "node:path";

const bin = resolve("node_modules", ".bin");
const node = join(bin, process.platform === "win32" ? "node.cmd" : "node");

if (!existsSync(node) || !existsSync(resolve("node_modules", "next"))) {
  console.log("redrive: installing (once)");
  run("npm", ["ci", "--no-audit", "--no-fund", "--loglevel=error", "--prefer-offline"], process.env);
}
const version = spawnSync(node, ["--version"], { encoding: "utf8", shell: process.platform === "win32" }).stdout?.trim() ?? "";
if (Number(version.replace(/^v(\d+).*/, "$1")) < 24) {
  console.error(
    "redrive: node_modules holds no Node 24: the install script of the package `node` did not run. Allow it (allowScripts in package.json), then npm ci.",
  );
  process.exit(1);
}
const path = `${bin}${delimiter}${process.env.PATH ?? ""}`;
run(node, ["server/demo/run.ts", ...process.argv.slice(2)], { ...process.env, PATH: path });

function run(command, args, env) {
  const { status, signal } = spawnSync(command, args, { stdio: "inherit", env, shell: process.platform === "win32" });
  if (status !== 0) process.exit(signal ? 130 : (status ?? 1));
}

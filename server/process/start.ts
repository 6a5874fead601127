import { buildPages } from "./build.ts";
import { loadConfig } from "../config/load.ts";
import { startEmbedded, stopUnused } from "../db/embedded.ts";
import { demandNode } from "./node-version.ts";
import { embeddedHome } from "./open.ts";
import { openSchema } from "./open-schema.ts";
import { keepEmbedded, type Program, superviseAll } from "./supervise.ts";
import { quiet, workerCommand } from "./worker-command.ts";

const say = (text: string) => console.log(`redrive: ${text}`);

demandNode();
const config = loadConfig();
const role = process.env["REDRIVE_ROLE"] ?? "all";
if (!["all", "web", "worker"].includes(role)) throw new Error(`REDRIVE_ROLE is all, web or worker; not "${role}".`);
if (role !== "worker") await buildPages();
const databaseUrl = config.databaseUrl ?? (await startEmbedded(embeddedHome));
await openSchema(databaseUrl, say);

const { host, port } = config.http;
const env = { DATABASE_URL: databaseUrl, NODE_ENV: "production" };
const web: Program = {
  name: "console",
  command: [process.execPath, quiet, "node_modules/next/dist/bin/next", "start", "-H", host, "-p", String(port)],
  env,
};
const worker: Program = { name: "worker", command: workerCommand, env };
const keeper: readonly Program[] = config.databaseUrl ? [] : [keepEmbedded(embeddedHome)];

if (role !== "worker") say(`http://${host}:${port} (this machine only, until there is sign-in)`);
if (config.sources.length === 0) say("no sources are configured: copy redrive.example.yaml to redrive.yaml, or try npm run demo");
await superviseAll([...keeper, ...(role === "all" ? [web, worker] : role === "web" ? [web] : [worker])], say);
if (!config.databaseUrl) await stopUnused(embeddedHome);

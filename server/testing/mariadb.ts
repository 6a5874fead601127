import { spawn, spawnSync } from "node:child_process";
import { randomUUID } from "node:crypto";
import { once } from "node:events";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as delay } from "node:timers/promises";
import { type Connection, createConnection } from "mysql2/promise";
import { onTestFinished } from "vitest";
import { freePorts } from "./ports.ts";
import { demandPrograms, findProgram, runOrExplain } from "./programs.ts";

const bootMs = 120_000;
const owner = "redrive";

/** A MariaDB of one's own on loopback, with its own port and data, gone after `stop`. Its user may do everything. `options` of its command line. */
export async function startMariaDB(options: readonly string[] = []): Promise<{ url: string; stop(): Promise<void> }> {
  demandPrograms(["mariadb-server"]);
  const home = await mkdtemp(join(tmpdir(), "redrive-mariadb-"));
  const [port = 0] = await freePorts(1);
  const data = join(home, "data");
  // As root it wants to be told that it may be.
  const user = process.getuid?.() === 0 ? ["--user=root"] : [];
  runOrExplain("mariadb-install-db", [
    "--no-defaults",
    `--datadir=${data}`,
    "--auth-root-authentication-method=normal",
    "--skip-test-db",
    ...user,
  ]);
  const init = join(home, "init.sql");
  await writeFile(init, `create user '${owner}'@'%' identified by '${owner}';\ngrant all on *.* to '${owner}'@'%' with grant option;\n`);
  const server = spawn(
    findProgram("mariadb-server") ?? "mariadbd",
    [
      "--no-defaults",
      ...user,
      `--datadir=${data}`,
      `--socket=${join(home, "s")}`,
      `--port=${port}`,
      "--bind-address=127.0.0.1",
      "--skip-name-resolve",
      `--init-file=${init}`,
      "--innodb-flush-log-at-trx-commit=0",
      "--innodb-buffer-pool-size=32M",
      "--innodb-log-file-size=16M",
      ...options,
    ],
    { stdio: "ignore" },
  );
  const stop = async () => {
    if (server.exitCode === null && server.signalCode === null) {
      server.kill("SIGKILL");
      await once(server, "exit");
    }
    await rm(home, { recursive: true, force: true });
  };
  const url = `mysql://${owner}:${owner}@127.0.0.1:${port}/mysql`;
  await untilAnswers(url, () => server.exitCode).catch(async (error: unknown) => {
    await stop();
    throw error;
  });
  return { url, stop };
}

/** The MariaDB that tests share: the one that REDRIVE_TEST_MARIADB_URL names, else one started for the caller. */
export async function sharedMariaDB(): Promise<{ url: string; stop(): Promise<void> }> {
  const url = process.env["REDRIVE_TEST_MARIADB_URL"];
  return url === undefined ? startMariaDB() : { url, stop: async () => {} };
}

/** An empty database of one's own on it, until the test ends. `as` makes a user with these grants, and answers its address. */
export async function createMariaDatabase(): Promise<{
  url: string;
  sql: Connection;
  named: string;
  as(user: string, grants: readonly string[]): Promise<string>;
}> {
  const server = await sharedMariaDB();
  const name = `a_${randomUUID().replaceAll("-", "")}`;
  const sql = await createConnection({ uri: server.url, multipleStatements: true });
  await sql.query(`create database ${name} character set utf8mb4; use ${name}`);
  const users: string[] = [];
  onTestFinished(async () => {
    for (const user of users) await sql.query(`drop user '${user}'@'%'`);
    await sql.query(`drop database ${name}`);
    await sql.end();
    await server.stop();
  });
  const urlFor = (user: string, password: string) => {
    const url = new URL(server.url);
    [url.pathname, url.username, url.password] = [`/${name}`, user, password];
    return url.href;
  };
  const as = async (role: string, grants: readonly string[]) => {
    const user = `${role}_${name.slice(2, 12)}`;
    users.push(user);
    await sql.query(`create user '${user}'@'%' identified by 'p'`);
    for (const grant of grants) await sql.query(`grant ${grant} to '${user}'@'%'`);
    return urlFor(user, "p");
  };
  return { url: urlFor(owner, owner), sql, named: name, as };
}

/** Lets a server know a time zone of this machine, as its administrator does once for all. */
export function teachZone(url: string, zone: string): void {
  const { hostname, port, username, password } = new URL(url);
  const { stdout } = spawnSync("mariadb-tzinfo-to-sql", [`/usr/share/zoneinfo/${zone}`, zone], { encoding: "utf8" });
  const { status, stderr } = spawnSync(
    "mariadb",
    ["--no-defaults", `-h${hostname}`, `-P${port}`, `-u${username}`, `-p${password}`, "mysql"],
    {
      input: stdout,
      encoding: "utf8",
    },
  );
  if (status !== 0) throw new Error(`MariaDB does not take the zone ${zone}: ${stderr}`);
}

async function untilAnswers(url: string, ended: () => number | null): Promise<void> {
  for (const end = Date.now() + bootMs; Date.now() < end; await delay(100)) {
    if (ended() !== null) throw new Error("MariaDB ended while it started.");
    const up = await createConnection(url).then(
      async (connection) => {
        await connection.end();
        return true;
      },
      () => false,
    );
    if (up) return;
  }
  throw new Error(`MariaDB did not answer within ${bootMs / 1_000} s.`);
}

import { type Connection, createConnection, type RowDataPacket } from "mysql2/promise";
import { expect, onTestFinished, test, vi } from "vitest";
import { startMariaDB } from "../../testing/mariadb.ts";
import { openApplications } from "../open.ts";
import { findProcessed } from "../processed/find-processed.ts";

const soon = { timeout: 20_000, interval: 100 };
const seen = {
  kind: "processed",
  schema: "shop",
  table: "seen",
  eventId: "event_id",
  consumer: null,
  at: null,
  done: [],
  keeps: "all",
} as const;

async function connect(options: readonly string[]): Promise<{ url: string; sql: Connection }> {
  const { url, stop } = await startMariaDB(options);
  const sql = await createConnection({ uri: url, multipleStatements: true });
  onTestFinished(async () => {
    sql.destroy();
    await stop();
  });
  return { url, sql };
}

/** Asks a server as a user that may read the table, and more where it was granted. */
function asker(url: string, user: string) {
  const own = new URL(url);
  [own.username, own.password, own.pathname] = [user, "p", "/shop"];
  const spec = { name: "orders", engine: "mysql", databaseUrl: own.href, consumes: [], unknown: null, tables: [seen] } as const;
  const applications = openApplications([spec]);
  onTestFinished(() => applications.close());
  return async (eventId: string, producedAt: number) =>
    (await findProcessed(applications.all[0] ?? expect.fail(), null, [{ eventId, producedAt }])).get(eventId);
}

test("on a replica an event is not processed only where the replica says that it has come as far", { timeout: 120_000 }, async () => {
  const [primary, replica] = await Promise.all([connect(["--log-bin", "--server-id=1"]), connect(["--server-id=2", "--read-only"])]);
  // Its own user is on the replica already.
  await primary.sql.query("reset master");
  const { port, username, password } = new URL(primary.url);
  await replica.sql.query(
    `change master to master_host = '127.0.0.1', master_port = ${port}, master_user = '${username}', master_password = '${password}'; start slave`,
  );
  await primary.sql.query(`create database shop; create table shop.seen (event_id varchar(40) primary key); insert into shop.seen values ('e1');
    create user 'reader'@'%' identified by 'p'; grant select on shop.* to 'reader'@'%';
    create user 'monitor'@'%' identified by 'p'; grant select on shop.* to 'monitor'@'%'; grant slave monitor on *.* to 'monitor'@'%'`);
  const ask = asker(replica.url, "monitor");
  await vi.waitFor(async () => expect(await ask("e1", Date.now())).toMatchObject({ state: "processed" }), soon);
  const before = Date.now() - 3_600_000;
  await vi.waitFor(async () => expect(await ask("e2", before)).toEqual({ state: "not_processed" }), soon);
  const behind = { state: "unknown", reason: expect.stringContaining("replica that does not say how far it has come") };
  expect(await asker(replica.url, "reader")("e2", before)).toEqual(behind);
  expect(await asker(primary.url, "reader")("e2", Date.now())).toEqual({ state: "not_processed" });
  await replica.sql.query("stop slave sql_thread");
  expect(await ask("e2", before)).toEqual(behind);
  expect(await ask("e1", before)).toMatchObject({ state: "processed" });
  await replica.sql.query("stop slave; reset slave all");
  expect(await ask("e2", Date.now())).toEqual({ state: "not_processed" });
  // Its replication has a name, and it may be written.
  const [[at]] = await primary.sql.query<RowDataPacket[]>("show master status");
  await replica.sql.query(`set global read_only = off; change master 'east' to master_host = '127.0.0.1', master_port = ${port}, master_user = '${username}',
    master_password = '${password}', master_log_file = '${at?.["File"]}', master_log_pos = ${at?.["Position"]}, master_use_gtid = no; start slave 'east'`);
  await vi.waitFor(async () => expect(await ask("e2", before)).toEqual({ state: "not_processed" }), soon);
  expect(await asker(replica.url, "reader")("e2", before)).toEqual(behind);
});

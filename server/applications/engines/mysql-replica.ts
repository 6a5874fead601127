import { type SQL, sql } from "drizzle-orm";
import { ApplicationError, type Row, type ShopDatabase } from "../port.ts";

type Read = ShopDatabase["read"];

/** Its lag is told in whole seconds. */
const roundMs = 1_000;

/**
 * `Dialect.replicaLag`. How far a replica has come needs a privilege (REPLICATION CLIENT, on MariaDB SLAVE MONITOR). Without it a server is known to be a
 * primary only where it may be written and says that no replication runs, which MySQL 8 does not say.
 */
export async function replicaLag(read: Read): Promise<number | null | "unknown"> {
  const channels = await readChannels(read);
  if (channels === null) return (await isPrimary(read)) ? null : "unknown";
  const lags = channels.map((row) => row["Seconds_Behind_Source"] ?? row["Seconds_Behind_Master"]);
  // null: it does not replicate now. Without any channel it is a primary.
  if (lags.some((lag) => lag === null || lag === undefined)) return "unknown";
  return lags.length === 0 ? null : Math.max(...lags.map(Number)) * 1_000 + roundMs;
}

/** One row a channel, also of those with a name; null: this user may not ask. */
async function readChannels(read: Read): Promise<readonly Row[] | null> {
  // MariaDB knows the first. MySQL knows the second from 8.0.22 on, and the third until 8.4; both name all channels there.
  return (
    (await tryRead(read, sql`show all slaves status`)) ??
    (await tryRead(read, sql`show replica status`)) ??
    tryRead(read, sql`show slave status`)
  );
}

/** By what everybody may ask. */
async function isPrimary(read: Read): Promise<boolean> {
  const [variables] = await read(sql`select @@global.read_only as read_only`);
  // MariaDB tells in the first of its connection without a name, and in the second how many of all run.
  const told = await read(sql`show global status where Variable_name in ('Slave_running', 'Slaves_running')`);
  return Number(variables?.["read_only"]) !== 1 && told.length > 0 && told.every((row) => ["OFF", "0"].includes(String(row["Value"])));
}

async function tryRead(read: Read, statement: SQL): Promise<readonly Row[] | null> {
  try {
    return await read(statement);
  } catch (error) {
    if (error instanceof ApplicationError && (error.code === "denied" || error.code === "changed")) return null;
    throw error;
  }
}

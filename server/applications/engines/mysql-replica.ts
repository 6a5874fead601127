import { type SQL, sql } from "drizzle-orm";
import { ApplicationError, type Row, type ShopDatabase } from "../port.ts";

type Read = ShopDatabase["read"];

/** Its lag is told in whole seconds. */
const roundMs = 1_000;

/**
 * `Dialect.replayedUntil`. A server that may be written, and whose replication does not run, is taken for a primary: nothing more is told to whoever may only read.
 * How far a replica has come needs a privilege (REPLICATION CLIENT, on MariaDB SLAVE MONITOR); without it that is unknown.
 */
export async function replayedUntil(read: Read): Promise<number | null | "unknown"> {
  const [[variables], [running]] = [
    await read(sql`select @@global.read_only as read_only`),
    await read(sql`show global status like 'Slave_running'`),
  ];
  if (Number(variables?.["read_only"]) !== 1 && String(running?.["Value"] ?? "OFF").toUpperCase() !== "ON") return null;
  const askedAt = Date.now();
  const channels = await readChannels(read);
  if (channels === null) return "unknown";
  const lags = channels.map((row) => row["Seconds_Behind_Source"] ?? row["Seconds_Behind_Master"]);
  // null: it does not replicate now. Without any channel it is a primary that nobody may write.
  if (lags.some((lag) => lag === null || lag === undefined)) return "unknown";
  return lags.length === 0 ? null : askedAt - Math.max(...lags.map(Number)) * 1_000 - roundMs;
}

/** One row a channel; null: this user may not ask. */
async function readChannels(read: Read): Promise<readonly Row[] | null> {
  // MySQL knows the first from 8.0.22 on, and the second until 8.4.
  return (await tryRead(read, sql`show replica status`)) ?? tryRead(read, sql`show slave status`);
}

async function tryRead(read: Read, statement: SQL): Promise<readonly Row[] | null> {
  try {
    return await read(statement);
  } catch (error) {
    if (error instanceof ApplicationError && (error.code === "denied" || error.code === "changed")) return null;
    throw error;
  }
}

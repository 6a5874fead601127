import { hostname } from "node:os";
import { PgDialect } from "drizzle-orm/pg-core";
import { PostgresJsDatabase, PostgresJsSession } from "drizzle-orm/postgres-js";
import postgres from "postgres";
import { watchSilence } from "./watch-silence.ts";

export type Database = PostgresJsDatabase;
export type Sql = postgres.Sql<{ bigint: number }>;
/** `sql.begin(async (tx: Transaction) => ...)`; `builderOn(tx)` builds ordinary statements in it. */
export type Transaction = postgres.TransactionSql<{ bigint: number }>;

const types = {
  /** Ids stay below 2^53 by construction (identity columns, 52-bit group ids), so int8 is a number everywhere. */
  bigint: { to: 20, from: [20], serialize: String, parse: Number },
  /** The builder hands over JSON that is text already. */
  json: {
    to: 114,
    from: [114, 3802],
    serialize: (value: unknown) => (typeof value === "string" ? value : JSON.stringify(value)),
    parse: (text: string): unknown => JSON.parse(text),
  },
};

const dialect = new PgDialect();

export interface Clients {
  readonly db: Database;
  readonly sql: Sql;
  close(): Promise<void>;
}

/** Seconds until a lost connection is made again, after so many tries. The driver's own are up to 20: a worker would be taken for dead meanwhile. */
const backoff = (tries: number) => Math.min(1, 0.05 * 2 ** tries) * (0.5 + Math.random() / 2);

/** The sessions of a process, as `pg_stat_activity` names them: a worker that is taken for dead loses its own (`server/process/heartbeat.ts`). */
export const sessionPrefix = "redrive ";
const connection = {
  application_name: `${sessionPrefix}${hostname().slice(0, 40)} ${process.pid}`,
  /** A process that stands still in a transaction would keep its locks from all others. Longer than any that waits for nothing but the database. */
  idle_in_transaction_session_timeout: 10_000,
};

/**
 * One pool, for bulk statements (`sql`) and the query builder (`db`) alike. A connection that is lost is an error of its statements and transaction,
 * also one whose packets vanish. `statementMs`: the server stops what takes longer; left out: nothing.
 */
export function connectDatabase(url: string, { max, statementMs = 0 }: { readonly max: number; readonly statementMs?: number }): Clients {
  const session = { ...connection, statement_timeout: statementMs };
  const options = { onnotice: () => {}, types, connect_timeout: 10, backoff, connection: session, max };
  const sql = postgres(url, { ...options, ...watchSilence(url) }) as unknown as Sql;
  return { db: builderOn(sql), sql, close: () => sql.end({ timeout: 5 }) };
}

/** The query builder on a pool or in a transaction of it. Made by hand: drizzle() would change how the client reads and writes its types. */
export function builderOn(client: Sql | Transaction): Database {
  return new PostgresJsDatabase(dialect, new PostgresJsSession(client as Sql, dialect, undefined), undefined);
}

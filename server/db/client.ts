import { drizzle } from "drizzle-orm/postgres-js";
import type { PostgresJsDatabase } from "drizzle-orm/postgres-js";
import postgres from "postgres";

export type Database = PostgresJsDatabase;
export type Sql = postgres.Sql<{ bigint: number }>;
/** A transaction of the raw client: `sql.begin(async (tx: Transaction) => ...)`. */
export type Transaction = postgres.TransactionSql<{ bigint: number }>;
/** A drizzle transaction or the database itself. */
export type Executor = Pick<Database, "select" | "insert" | "update" | "delete" | "execute">;

/** Ids stay below 2^53 by construction (identity columns, 52-bit group ids), so int8 is a number everywhere. */
const int8AsNumber = { bigint: { to: 20, from: [20], serialize: String, parse: Number } };

export interface Clients {
  readonly db: Database;
  readonly sql: Sql;
  close(): Promise<void>;
}

/** Two pools on one database: drizzle reconfigures the client that it is given, so raw statements have their own. */
export function connectDatabase(url: string, options: { readonly max: number }): Clients {
  const settings = { onnotice: () => {}, types: int8AsNumber, connect_timeout: 10 };
  const forDrizzle = postgres(url, { ...settings, max: options.max });
  const sql = postgres(url, { ...settings, max: options.max });
  return {
    db: drizzle(forDrizzle),
    sql,
    close: async () => {
      await Promise.all([forDrizzle.end({ timeout: 5 }), sql.end({ timeout: 5 })]);
    },
  };
}

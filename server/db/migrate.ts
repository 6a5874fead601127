import { resolve } from "node:path";
import { drizzle } from "drizzle-orm/postgres-js";
import { migrate } from "drizzle-orm/postgres-js/migrator";
import postgres from "postgres";
import { locks } from "./locks.ts";

/** Beside package.json: every process of ours runs there. */
const folder = resolve("drizzle");
const oldest = 150_000;

/** Brings the schema up to date. Refuses a server older than Postgres 15. */
export async function migrateDatabase(url: string): Promise<void> {
  const sql = postgres(url, { max: 1, onnotice: () => {} });
  try {
    const [row] = await sql<[{ version: string }]>`select current_setting('server_version_num') as version`;
    if (Number(row.version) < oldest) throw new Error("Redrive needs Postgres 15 or newer.");
    await sql`select pg_advisory_lock(${locks.migrate})`;
    await migrate(drizzle(sql), { migrationsFolder: folder });
  } finally {
    await sql.end({ timeout: 5 });
  }
}

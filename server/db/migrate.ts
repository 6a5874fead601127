import { resolve } from "node:path";
import { readMigrationFiles } from "drizzle-orm/migrator";
import { drizzle } from "drizzle-orm/postgres-js";
import { migrate } from "drizzle-orm/postgres-js/migrator";
import postgres from "postgres";
import { locks } from "./locks.ts";
import { watchSilence } from "./watch-silence.ts";

/** Beside package.json: every process of ours runs there. */
const folder = resolve("drizzle");
const oldest = 150_000;
/** "insufficient_privilege" (PostgreSQL, appendix A). */
const denied = "42501";
/** "read_only_sql_transaction": a standby, or a database that was made read-only. */
const readOnly = "25006";

/**
 * Brings the schema up to date. Refuses a server older than Postgres 15, and a database that is behind where the role may not change it. Where nothing
 * is to be done the role needs no right to change anything.
 */
export async function migrateDatabase(url: string): Promise<void> {
  const sql = postgres(url, { max: 1, connect_timeout: 10, onnotice: () => {}, ...watchSilence(url) });
  try {
    const [row] = await sql<[{ version: string; role: string; fixed: boolean }]>`
      select current_setting('server_version_num') as version, current_user::text as role, current_setting('transaction_read_only') = 'on' as fixed`;
    if (Number(row.version) < oldest) throw new Error("Redrive needs Postgres 15 or newer.");
    if (row.fixed) throw Object.assign(new Error("the database takes only a read-only transaction"), { code: readOnly });
    if ((await countPending(sql)) === 0) return;
    await sql`select pg_advisory_lock(${locks.migrate})`;
    await migrate(drizzle(sql), { migrationsFolder: folder }).catch(async (error: unknown) => {
      if (!isDenied(error)) throw error;
      const text = `The database lacks ${await countPending(sql)} migrations, and its role ${row.role} may not change the schema.`;
      throw new Error(`${text} Let its owner run "npm run migrate": see docs/guide/install.md, "Two database roles".`, { cause: error });
    });
  } finally {
    await sql.end({ timeout: 5 });
  }
}

async function countPending(sql: postgres.Sql): Promise<number> {
  const migrations = readMigrationFiles({ migrationsFolder: folder });
  const [found] = await sql<[{ made: boolean }]>`select to_regclass('drizzle.__drizzle_migrations') is not null as made`;
  if (!found.made) return migrations.length;
  const [last] = await sql<[{ at: string | null }]>`select max(created_at)::text as at from drizzle.__drizzle_migrations`;
  return migrations.filter(({ folderMillis }) => folderMillis > Number(last.at ?? 0)).length;
}

function isDenied(error: unknown): boolean {
  const { code, cause } = error as { code?: string; cause?: unknown };
  return code === denied || (cause !== undefined && isDenied(cause));
}

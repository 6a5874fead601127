import { randomUUID } from "node:crypto";
import postgres from "postgres";

/** May read what the shop's tables grant it (`createTables`), and nothing else. */
export const readerRole = "redrive_demo_reads";

/** The address of a database for the role that only reads, which is made when it is not there and gets another password. */
export async function createReader(databaseUrl: string): Promise<string> {
  const url = new URL(databaseUrl);
  [url.username, url.password] = [readerRole, randomUUID()];
  const sql = postgres(databaseUrl, { max: 1, onnotice: () => {} });
  try {
    const [known] = await sql`select 1 from pg_roles where rolname = ${readerRole}`;
    await sql.unsafe(`${known ? "alter" : "create"} role ${readerRole} login password '${url.password}'`);
  } finally {
    await sql.end({ timeout: 5 });
  }
  return url.href;
}

/** A database of that name on the server, made when it is not there; answers its URL. */
export async function createDatabase(server: string, name: string): Promise<string> {
  const sql = postgres(server, { max: 1, onnotice: () => {} });
  try {
    const [known] = await sql`select 1 from pg_database where datname = ${name}`;
    if (!known) await sql`create database ${sql(name)}`;
  } finally {
    await sql.end({ timeout: 5 });
  }
  const url = new URL(server);
  url.pathname = `/${name}`;
  return url.href;
}

import postgres from "postgres";

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

import { onTestFinished } from "vitest";
import type { Ctx } from "../context.ts";
import { connectDatabase, type Sql } from "../db/client.ts";
import { copyDatabase, type testDatabase } from "./database.ts";

type Own = Awaited<ReturnType<typeof testDatabase>>;
/** Restores what was backed up; answers the context on it. */
type Restore = () => Promise<Ctx>;

/** Ways to back up the database of a context, on which nothing else may run at that moment. What is restored is opened by a new process. */
export const backups: Readonly<Record<"rows" | "files", (ctx: Ctx, own: Own) => Promise<Restore>>> = {
  /** As pg_dump and pg_restore do it, over the same database. */
  rows: async (ctx, { url }) => {
    const restore = await dumpRows(ctx.sql);
    return async () => {
      await restore();
      return { ...ctx, ...openAgain(url) };
    };
  },
  /** Page by page, as another database. */
  files: async (ctx, { close, url }) => {
    await close();
    const copy = await copyDatabase(url);
    onTestFinished(copy.drop);
    Object.assign(ctx, openAgain(url));
    return async () => ({ ...ctx, ...openAgain(copy.url) });
  },
};

function openAgain(url: string): Pick<Ctx, "sql" | "db"> {
  const { sql, db, close } = connectDatabase(url, { max: 5 });
  onTestFinished(close);
  return { sql, db };
}

async function dumpRows(sql: Sql): Promise<() => Promise<void>> {
  const tables = await sql<{ name: string; columns: string }[]>`
    select c.relname as name, string_agg(quote_ident(a.attname), ', ') as columns from pg_class c join pg_attribute a on a.attrelid = c.oid
    where c.relnamespace = 'public'::regnamespace and c.relkind = 'r' and a.attnum > 0 and not a.attisdropped and a.attgenerated = '' group by 1`;
  await sql`create schema dump`;
  for (const { name } of tables) await sql.unsafe(`create table dump.${name} as table public.${name}`);
  return async () => {
    await sql.begin(async (tx) => {
      // As pg_restore does with --disable-triggers.
      await tx`set local session_replication_role = replica`;
      await tx.unsafe(`truncate ${tables.map(({ name }) => `public.${name}`).join(", ")}`);
      for (const { name, columns } of tables)
        await tx.unsafe(`insert into public.${name} (${columns}) overriding system value select ${columns} from dump.${name}`);
    });
  };
}

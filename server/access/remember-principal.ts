import type { Ctx } from "../context.ts";
import type { Sql } from "../db/client.ts";
import type { Principal } from "./principal.ts";

const known = new WeakMap<Sql, Map<string, Promise<number>>>();

/** The row of `principals` that stands for who acts, with the name of today; asked of the database once. Not for use inside a transaction: it needs a connection. */
export function principalId({ sql, principal }: Pick<Ctx, "sql" | "principal">): Promise<number> {
  const ids = known.get(sql) ?? new Map<string, Promise<number>>();
  known.set(sql, ids);
  const key = JSON.stringify([principal.kind, principal.subject, principal.name]);
  let id = ids.get(key);
  if (!id) {
    id = writePrincipal(sql, principal);
    ids.set(key, id);
    id.catch(() => ids.delete(key));
  }
  return id;
}

/** The role of the console may change none (`grantToRole`). What another process is just inserting is waited for, and seen by the second statement. */
async function writePrincipal(sql: Sql, { kind, subject, name }: Omit<Principal, "may">): Promise<number> {
  await sql`insert into principals (kind, subject, name) values (${kind}, ${subject}, ${name}) on conflict (kind, subject, name) do nothing`;
  const [row] = await sql<[{ id: number }]>`
    select id from principals where kind = ${kind} and subject = ${subject} and name = ${name}`;
  return row.id;
}

import postgres from "postgres";

/**
 * Lets a role run Redrive on a database that another one owns: it reads and writes every table, and the audit log, with who is named in it, it can only add to. `url` is the
 * owner's. Rejects where there is no such role.
 */
export async function grantToRole(url: string, role: string): Promise<void> {
  const sql = postgres(url, { max: 1, onnotice: () => {} });
  try {
    const to = sql(role);
    await sql.begin(async (tx) => {
      await tx`grant usage on schema public, drizzle to ${to}`;
      await tx`grant select on all tables in schema drizzle to ${to}`;
      await tx`grant select, insert, update, delete on all tables in schema public to ${to}`;
      await tx`grant usage, select, update on all sequences in schema public to ${to}`;
      await tx`revoke all on audit from ${to}`;
      await tx`grant select, insert on audit to ${to}`;
      await tx`revoke update, delete, truncate on principals from ${to}`;
      await tx`revoke update on sequence audit_id_seq from ${to}`;
    });
  } finally {
    await sql.end({ timeout: 5 });
  }
}

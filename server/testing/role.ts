import type postgres from "postgres";
import { onTestFinished } from "vitest";

/** The address of the same database for a new role that may do no more than these grants say, each without its `to`. It goes when the test has finished. */
export async function createRole(sql: postgres.Sql, url: string, grants: readonly string[]): Promise<string> {
  const role = `reader_${crypto.randomUUID().replaceAll("-", "")}`;
  await sql.unsafe([`create role ${role} login password 'x'`, ...grants.map((grant) => `grant ${grant} to ${role}`)].join("; "));
  onTestFinished(async () => void (await sql.unsafe(`drop owned by ${role}; drop role ${role}`)));
  const own = new URL(url);
  [own.username, own.password] = [role, "x"];
  return own.href;
}

import { expect, test } from "vitest";
import { testDatabase } from "../testing/database.ts";

/** What the server answers instead of its own functions. */
async function nameWhere(error: string): Promise<string> {
  const { sql } = await testDatabase();
  await sql`create schema faulty`;
  await sql.unsafe(`
    create function faulty.pg_current_wal_insert_lsn() returns pg_lsn language plpgsql as $$ begin raise ${error}; end $$;
    create function faulty.pg_control_system(out system_identifier bigint) language plpgsql as $$ begin raise ${error}; end $$`);
  return sql.begin(async (tx) => {
    await tx`set local search_path = faulty, pg_catalog, public`;
    const [row] = await tx<[{ name: string }]>`select database_identity() as name`;
    return row.name;
  });
}

test("a passing error is not taken for another database: the statement fails", async () => {
  await expect(nameWhere("io_error")).rejects.toThrow("io_error");
});

test.each(["insufficient_privilege", "undefined_function", "feature_not_supported", "object_not_in_prerequisite_state"])(
  "what a server does not tell is left out: %s",
  async (error) => {
    expect(await nameWhere(error)).toMatch(/^-\/-\/\d+\/\d+(\/[\d.]+)?$/);
  },
);

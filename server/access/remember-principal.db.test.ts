import { expect, test } from "vitest";
import { connectDatabase } from "../db/client.ts";
import { testDatabase } from "../testing/database.ts";
import { principalId } from "./remember-principal.ts";

test("processes that write down the same person at the same time get one row", async () => {
  const { sql, url } = await testDatabase();
  const processes = Array.from({ length: 8 }, () => connectDatabase(url, { max: 1 }));
  await Promise.all(processes.map((one) => one.sql`select 1`));
  for (let nth = 0; nth < 30; nth++) {
    const principal = { kind: "person", subject: `p-${nth}`, name: "ops", may: "everything" } as const;
    const ids = await Promise.all(processes.map((one) => principalId({ sql: one.sql, principal })));
    expect(new Set(ids).size).toBe(1);
  }
  await Promise.all(processes.map((one) => one.close()));
  expect(await sql`select from principals`).toHaveLength(30);
});

import type { SQL } from "drizzle-orm";
import { MySqlDialect } from "drizzle-orm/mysql-core";
import { expect, test } from "vitest";
import { ApplicationError, type Row } from "../port.ts";
import { replicaLag } from "./mysql-replica.ts";

const dialect = new MySqlDialect();

/** MySQL 8.0 of a user without privileges, but for these answers; it does not know the status Slave_running. */
function mysql8(answers: Readonly<Record<string, readonly Row[]>>) {
  return async (statement: SQL) => {
    const { sql } = dialect.sqlToQuery(statement);
    if (sql.startsWith("select @@global.read_only")) return [{ read_only: 0 }];
    if (sql.startsWith("show global status")) return [];
    const rows = answers[sql];
    if (rows === undefined) throw new ApplicationError(sql === "show all slaves status" ? "changed" : "denied", "No.");
    return rows;
  };
}

test("on MySQL 8 whoever may not ask for replication does not know whether the server is a primary", async () => {
  expect(await replicaLag(mysql8({}))).toBe("unknown");
  expect(await replicaLag(mysql8({ "show replica status": [] }))).toBeNull();
});

test("of several channels the one that is farthest behind counts, and one that stands leaves it unknown", async () => {
  const channels = (...lags: readonly (number | null)[]) => ({
    "show replica status": lags.map((lag) => ({ Seconds_Behind_Source: lag })),
  });
  const lag = await replicaLag(mysql8(channels(0, 30)));
  expect(lag).toBe(31_000);
  expect(await replicaLag(mysql8(channels(0, null)))).toBe("unknown");
});

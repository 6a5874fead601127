import { type SQL, sql as drizzle } from "drizzle-orm";
import { PgDialect } from "drizzle-orm/pg-core";
import postgres from "postgres";
import { ApplicationError, type Dialect, type ShopDatabase } from "../port.ts";
import { readCatalogue } from "./postgres-catalogue.ts";
import { readsFew } from "./postgres-plan.ts";
import { toApplicationError } from "./postgres-errors.ts";

/** A read may take so long on the server, and wait so long for a lock. */
const statementMs = 5_000;
const lockMs = 500;
/** Longer than the server lets a read take: after this its connection is given up, since the packets of its answer may be lost. */
const silentMs = statementMs + 2_000;

/** Times as text in UTC, numbers as text: a JavaScript number would round the large ones. */
const raw = { to: 0, from: [20, 114, 1082, 1114, 1184, 1700, 3802], serialize: String, parse: (text: string): unknown => text };

/** Postgres 12 and up, by itself or behind a pooler that hands out a connection for each transaction. Nothing is sent at a start of a session. */
export function openPostgres(url: string): ShopDatabase {
  const connect = () =>
    postgres(url, {
      max: 1,
      prepare: false,
      idle_timeout: 60,
      connect_timeout: 5,
      onnotice: () => {},
      types: { raw },
      fetch_types: false,
      connection: { application_name: "redrive reads" },
    });
  let client = connect();
  const pg = new PgDialect();
  const run = async (statement: SQL, mode: "read only" | "read write") => {
    const { sql, params } = pg.sqlToQuery(statement);
    const asked = client;
    const silent = Promise.withResolvers<never>();
    const timer = setTimeout(() => {
      if (client === asked) client = connect();
      void asked.end({ timeout: 0 }).catch(() => {});
      silent.reject(new ApplicationError("busy", "It did not answer in time.", { mayBeDone: true }));
    }, silentMs);
    const answer = asked.begin(mode, async (tx) => {
      await tx.unsafe(
        `set local statement_timeout = ${statementMs}; set local lock_timeout = ${lockMs}; set local search_path = pg_catalog`,
      );
      return [...(await tx.unsafe(sql, params as never[]))];
    });
    try {
      return await Promise.race([answer, silent.promise]);
    } catch (error) {
      throw error instanceof ApplicationError ? error : toApplicationError(error);
    } finally {
      clearTimeout(timer);
      answer.catch(() => {});
    }
  };
  return {
    dialect,
    catalogue: () => readCatalogue((statement) => run(statement, "read only")),
    read: (statement) => run(statement, "read only"),
    write: (statement) => run(statement, "read write"),
    close: () => client.end({ timeout: 2 }),
  };
}

const uuid = /^[0-9a-f]{8}-?(?:[0-9a-f]{4}-?){3}[0-9a-f]{12}$/i;
const whole = /^-?\d{1,18}$/;

const dialect: Dialect = {
  engine: "postgres",
  epochMs: (column, type, { zone }) => {
    if (type === "timestamp with time zone") return drizzle`(extract(epoch from ${column}) * 1000)::text`;
    if (type === "timestamp without time zone") return drizzle`(extract(epoch from ${column} at time zone ${zone}) * 1000)::text`;
    return drizzle`${column}::text`;
  },
  isOneOf: (column, type, values) => {
    const [fitting, as] = fit(type, values);
    if (fitting.length === 0) return null;
    const list = drizzle`array(select json_array_elements_text(${JSON.stringify(fitting)}::text::json))`;
    return drizzle`${column} = any(${list}::${drizzle.raw(as)}[])`;
  },
  asText: (column) => drizzle`${column}::text`,
  limited: (select, rows) => drizzle`${select} limit ${rows}`,
  now: () => drizzle`now()`,
  plan: { explain: (statement) => drizzle`explain (format json) ${statement}`, readsFew },
};

/** The values that a column of this type can hold, and what they are cast to, so that its index is used. */
function fit(type: string, values: readonly string[]): readonly [readonly string[], string] {
  if (type === "uuid") return [values.filter((value) => uuid.test(value)), "uuid"];
  if (type === "bigint" || type === "integer") return [values.filter((value) => whole.test(value)), "bigint"];
  return [values, "text"];
}

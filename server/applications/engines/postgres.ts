import { type SQL, sql as drizzle } from "drizzle-orm";
import { PgDialect } from "drizzle-orm/pg-core";
import postgres from "postgres";
import { ApplicationError, type Dialect, type ShopDatabase } from "../port.ts";
import { bounded, type Client } from "./bounded.ts";
import { readCatalogue } from "./postgres-catalogue.ts";
import { readsFew } from "./postgres-plan.ts";
import { toApplicationError } from "./postgres-errors.ts";

/** A read may take so long on the server, and wait so long for a lock. */
const statementMs = 5_000;
const lockMs = 500;

/** Times as text in UTC, numbers as text: a JavaScript number would round the large ones. */
const raw = { to: 0, from: [20, 114, 1082, 1114, 1184, 1700, 3802], serialize: String, parse: (text: string): unknown => text };

/** Within these an answer or a refusal is there, also of a server that fell silent. */
const answerMs = 5_500;

/** Postgres 12 and up, by itself or behind a pooler that hands out a connection for each transaction. Nothing is sent at a start of a session. */
export function openPostgres(url: string): ShopDatabase {
  const { run, end } = bounded(() => connectPostgres(url), answerMs);
  const read = (statement: SQL) => run(statement, "read only");
  return {
    dialect: postgresDialect,
    catalogue: () => readCatalogue(read),
    read,
    write: (statement) => run(statement, "read write"),
    close: end,
  };
}

function connectPostgres(url: string): Client {
  const client = postgres(url, {
    max: 1,
    prepare: false,
    idle_timeout: 60,
    connect_timeout: 5,
    onnotice: () => {},
    types: { raw },
    fetch_types: false,
    connection: { application_name: "redrive reads" },
  });
  const pg = new PgDialect();
  const run: Client["run"] = async (statement, mode, leaves) => {
    const { sql, params } = pg.sqlToQuery(statement);
    try {
      return await client.begin(mode, async (tx) => {
        await tx.unsafe(
          `set local statement_timeout = ${statementMs}; set local lock_timeout = ${lockMs}; set local search_path = pg_catalog; set local timezone = 'UTC'`,
        );
        leaves();
        return [...(await tx.unsafe(sql, params as never[]))];
      });
    } catch (error) {
      throw error instanceof ApplicationError ? error : toApplicationError(error);
    }
  };
  return { run, end: () => client.end({ timeout: 0 }) };
}

const uuid = /^[0-9a-f]{8}-?(?:[0-9a-f]{4}-?){3}[0-9a-f]{12}$/i;
const whole = /^-?\d{1,18}$/;

export const postgresDialect: Dialect = {
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

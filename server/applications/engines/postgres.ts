import { type SQL, sql as drizzle } from "drizzle-orm";
import { PgDialect } from "drizzle-orm/pg-core";
import postgres from "postgres";
import { readMoment } from "../moment.ts";
import { ApplicationError, type Dialect, type ShopDatabase } from "../port.ts";
import { bounded, type Client } from "./bounded.ts";
import { fitsBits, isUuid, isWhole } from "./fit.ts";
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
    catalogue: (named) => readCatalogue(read, named),
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

/**
 * A replica is level where it has replayed all that its primary had written when it was heard last. A receiver that has heard nothing since it began has both its times
 * from that moment, and the end of the log from its forerunner. It asks a silent primary after half a minute. Only who
 * has `pg_read_all_stats` is told; for all others a replica is as far as the last transaction that it has replayed, however long the primary writes nothing.
 */
const replicaState = drizzle`select pg_is_in_recovery() as is_replica,
  (extract(epoch from clock_timestamp() - pg_last_xact_replay_timestamp()) * 1000)::text as lag,
  exists (select from pg_stat_wal_receiver where status = 'streaming' and latest_end_lsn <= pg_last_wal_replay_lsn()
    and last_msg_send_time <> last_msg_receipt_time and last_msg_receipt_time > clock_timestamp() - interval '35 seconds') as is_level`;

export const postgresDialect: Dialect = {
  engine: "postgres",
  epochMs: (column, type, { zone }) => {
    const at = type === "timestamp with time zone" ? column : drizzle`(${column} at time zone ${zone})`;
    // Infinity is no moment.
    if (type.startsWith("timestamp ")) return drizzle`(case when isfinite(${column}) then extract(epoch from ${at}) * 1000 end)::text`;
    return drizzle`${column}::text`;
  },
  finds: (type) => fitOf(type) !== null,
  canHold: (type, value) => fitOf(type)?.holds(value) === true,
  isOneOf: (column, type, values) => {
    const fit = fitOf(type);
    const fitting = values.filter((value) => fit?.holds(value));
    if (fit === null || fitting.length === 0) return null;
    const list = drizzle`array(select json_array_elements_text(${JSON.stringify(fitting)}::text::json))`;
    return drizzle`${column} = any(${list}::${drizzle.raw(fit.as)}[])`;
  },
  // A numeric without a scale keeps zeros that mean nothing: 5.00 is the id 5.
  asText: (column, type) => (type === "numeric" ? drizzle`regexp_replace(${column}::text, '[.]0+$', '')` : drizzle`${column}::text`),
  limited: (select, rows) => drizzle`${select} limit ${rows}`,
  now: () => drizzle`now()`,
  replicaLag: async (read) => {
    const [row] = await read(replicaState);
    if (row?.["is_replica"] !== true) return null;
    return row["is_level"] === true ? 0 : (readMoment(row["lag"]) ?? "unknown");
  },
  plan: { explain: (statement) => drizzle`explain (format json) ${statement}`, readsFew },
};

const bitsOf: Readonly<Record<string, number>> = { smallint: 16, integer: 32, bigint: 64 };

interface Fit {
  /** What a value is cast to, so that an index of the column is used. */
  readonly as: string;
  /** Whether a column of the type can hold a value that is spelt so. */
  holds(value: string): boolean;
}

/** null: values of the type are not looked up by text, since their spelling is their application's, or many spellings mean the same. */
function fitOf(type: string): Fit | null {
  if (type === "uuid") return { as: "uuid", holds: isUuid };
  const bits = bitsOf[type];
  if (bits !== undefined) return { as: "bigint", holds: (value) => fitsBits(value, bits) };
  if (type === "numeric") return { as: "numeric", holds: isWhole };
  const [named = "", encoding] = type.split(" in ");
  // What the server's encoding lacks would be an error, for all that is asked with it. Of other encodings only ASCII is certain.
  const highest = encoding === undefined ? Number.POSITIVE_INFINITY : encoding === "LATIN1" ? 0xff : 0x7f;
  const holds = (value: string) =>
    !value.includes("\0") && value.isWellFormed() && [...value].every((letter) => (letter.codePointAt(0) ?? 0) <= highest);
  if (named === "character") return { as: "bpchar", holds };
  return /^(?:text|character varying|name|(?:.+\.)?citext)$/.test(named) ? { as: "text", holds } : null;
}

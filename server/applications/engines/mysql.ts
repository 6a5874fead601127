import { type SQL, sql as drizzle } from "drizzle-orm";
import type { Dialect, ShopDatabase } from "../port.ts";
import { bounded, type Client } from "./bounded.ts";
import { fitsBits, isUuid, isWhole } from "./fit.ts";
import { readCatalogue } from "./mysql-catalogue.ts";
import { replicaLag } from "./mysql-replica.ts";

const answerMs = 5_500;

/** MySQL 8 and MariaDB 10.5 and up. A schema is a database here, and only the one that the address names is read. */
export function openMysql(url: string): ShopDatabase {
  const { run, end } = bounded(() => loadLate(url), answerMs);
  const read = (statement: SQL) => run(statement, "read only");
  return {
    dialect,
    catalogue: (named) => readCatalogue(read, named),
    read,
    write: (statement) => run(statement, "read write"),
    close: end,
  };
}

/** Its driver is loaded by the first question: every process opens what redrive.yaml names, and few have MySQL. */
function loadLate(url: string): Client {
  let client: Promise<Client> | null = null;
  const load = async () => (await import("./mysql-client.ts")).connectMysql(url);
  return {
    run: async (statement, mode, leaves) => (await (client ??= load())).run(statement, mode, leaves),
    end: async () => (await client)?.end(),
  };
}

const bitsOf: Readonly<Record<string, number>> = { tinyint: 8, smallint: 16, mediumint: 24, int: 32, bigint: 64 };
const texts = /^(?:char|varchar|tinytext|text|mediumtext|longtext|enum)(?: (\w+))?$/;
const utc = ["UTC", "Etc/UTC", "Z"];

const dialect: Dialect = {
  engine: "mysql",
  // The session's zone is UTC, so that a TIMESTAMP reads as it was. A zone that the server does not know makes a time null, which is unknown.
  epochMs: (column, type, { zone }) => {
    if (type !== "timestamp" && type !== "datetime" && type !== "date") return exact(column);
    const moment = type === "timestamp" || utc.includes(zone) ? column : drizzle`convert_tz(${column}, ${zone}, '+00:00')`;
    return drizzle`(timestampdiff(microsecond, timestamp '1970-01-01 00:00:00', ${moment}) div 1000)`;
  },
  finds: (type) => fitOf(type) !== null,
  canHold: (type, value) => fitOf(type)?.holds(value) === true,
  isOneOf: (column, type, values) => {
    const fit = fitOf(type);
    const fitting = values.filter((value) => fit?.holds(value));
    if (fit === null || fitting.length === 0) return null;
    return drizzle`${column} in (${drizzle.join(fitting.map(fit.toSql), drizzle`, `)})`;
  },
  asText: (column, type) => {
    if (type === "binary(16)")
      return drizzle`lower(insert(insert(insert(insert(hex(${column}), 9, 0, '-'), 14, 0, '-'), 19, 0, '-'), 24, 0, '-'))`;
    if (type.includes("binary") || type.includes("blob")) return drizzle`lower(hex(${column}))`;
    // A decimal has zeros that mean nothing: 5.00 is the id 5.
    if (type.startsWith("decimal")) return drizzle`regexp_replace(${exact(column)}, '[.]0+$', '')`;
    return exact(type.startsWith("bit(") ? drizzle`(${column} + 0)` : column);
  },
  limited: (select, rows) => drizzle`${select} limit ${drizzle.raw(String(Math.trunc(rows)))}`,
  now: () => drizzle`utc_timestamp(6)`,
  replicaLag,
};

/** As text that is the same only where each letter is, whatever the column's collation says of upper and lower case. */
const exact = (column: SQL): SQL => drizzle`(convert(${column} using utf8mb4) collate utf8mb4_bin)`;

interface Fit {
  /** Whether a column of the type can hold a value that is spelt so. */
  holds(value: string): boolean;
  /** The value as the column compares it, so that its index is used. */
  toSql(value: string): SQL;
}

/** null: values of the type are not looked up by text, since their spelling is their application's, or many spellings mean the same. */
function fitOf(type: string): Fit | null {
  if (type === "uuid") return { holds: isUuid, toSql: (value) => drizzle`${value}` };
  if (type === "binary(16)") return { holds: isUuid, toSql: (value) => drizzle`${Buffer.from(value.replaceAll("-", ""), "hex")}` };
  const [named = "", sign] = type.split(" ");
  const bits = bitsOf[named];
  const unsigned = sign === "unsigned";
  if (bits !== undefined)
    return {
      holds: (value) => fitsBits(value, bits, { unsigned }),
      toSql: (value) => drizzle`cast(${value} as ${drizzle.raw(unsigned ? "unsigned" : "signed")})`,
    };
  // It has 65 digits at most.
  if (named === "decimal")
    return { holds: (value) => isWhole(value) && value.length <= 65, toSql: (value) => drizzle`cast(${value} as decimal(65, 0))` };
  const text = texts.exec(type);
  if (text === null) return null;
  // What the column's character set lacks would be an error, for all that is asked with it.
  const charset = text[1];
  return {
    holds: (value) => value.isWellFormed(),
    toSql: (value) => (charset === undefined ? drizzle`${value}` : drizzle`convert(${value} using ${drizzle.raw(charset)})`),
  };
}

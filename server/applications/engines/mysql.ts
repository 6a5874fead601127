import { type SQL, sql as drizzle } from "drizzle-orm";
import type { Dialect, ShopDatabase } from "../port.ts";
import { bounded, type Client } from "./bounded.ts";
import { readCatalogue } from "./mysql-catalogue.ts";

const answerMs = 5_500;

/** MySQL 8 and MariaDB 10.5 and up. A schema is a database here, and only the one that the address names is read. */
export function openMysql(url: string): ShopDatabase {
  const { run, end } = bounded(() => loadLate(url), answerMs);
  const read = (statement: SQL) => run(statement, "read only");
  return { dialect, catalogue: () => readCatalogue(read), read, write: (statement) => run(statement, "read write"), close: end };
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

const uuid = /^[0-9a-f]{8}-?(?:[0-9a-f]{4}-?){3}[0-9a-f]{12}$/i;
const whole = /^-?\d{1,18}$/;
const wholes = /^(?:tiny|small|medium|big)?int(?: unsigned)?$/;
const narrow = /^(?:char|varchar|tinytext|text|mediumtext|longtext|enum|set) (\w+)$/;
const utc = ["UTC", "Etc/UTC", "Z"];

const dialect: Dialect = {
  engine: "mysql",
  // The session's zone is UTC, so that a TIMESTAMP reads as it was. A zone that the server does not know makes a time null, which is unknown.
  epochMs: (column, type, { zone }) => {
    if (type !== "timestamp" && type !== "datetime" && type !== "date") return exact(column);
    const moment = type === "timestamp" || utc.includes(zone) ? column : drizzle`convert_tz(${column}, ${zone}, '+00:00')`;
    return drizzle`(timestampdiff(microsecond, timestamp '1970-01-01 00:00:00', ${moment}) div 1000)`;
  },
  isOneOf: (column, type, values) => {
    const fitting = fit(type, values);
    if (fitting.length === 0) return null;
    return drizzle`${column} in (${drizzle.join([...fitting], drizzle`, `)})`;
  },
  asText: (column, type) => {
    if (type === "binary(16)")
      return drizzle`lower(insert(insert(insert(insert(hex(${column}), 9, 0, '-'), 14, 0, '-'), 19, 0, '-'), 24, 0, '-'))`;
    if (type?.includes("binary") || type?.includes("blob")) return drizzle`lower(hex(${column}))`;
    return exact(type?.startsWith("bit") ? drizzle`(${column} + 0)` : column);
  },
  limited: (select, rows) => drizzle`${select} limit ${drizzle.raw(String(Math.trunc(rows)))}`,
  now: () => drizzle`utc_timestamp(6)`,
};

/** As text that is the same only where each letter is, whatever the column's collation says of upper and lower case. */
const exact = (column: SQL): SQL => drizzle`(convert(${column} using utf8mb4) collate utf8mb4_bin)`;

/** The values that a column of this type can hold, as it compares them, so that its index is used. */
function fit(type: string, values: readonly string[]): readonly SQL[] {
  if (type === "uuid") return values.filter((value) => uuid.test(value)).map((value) => drizzle`${value}`);
  if (type === "binary(16)")
    return values.filter((value) => uuid.test(value)).map((value) => drizzle`${Buffer.from(value.replaceAll("-", ""), "hex")}`);
  if (wholes.test(type)) return values.filter((value) => whole.test(value)).map((value) => drizzle`cast(${value} as signed)`);
  // What the column's character set lacks would be an error, for all that is asked with it.
  const charset = narrow.exec(type)?.[1];
  if (charset !== undefined) return values.map((value) => drizzle`convert(${value} using ${drizzle.raw(charset)})`);
  return values.map((value) => drizzle`${value}`);
}

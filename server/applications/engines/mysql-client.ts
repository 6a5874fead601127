import { readFileSync } from "node:fs";
import { MySqlDialect } from "drizzle-orm/mysql-core";
import { type Connection, type ConnectionOptions, createConnection, type ResultSetHeader, type RowDataPacket } from "mysql2/promise";
import { ApplicationError, type Row } from "../port.ts";
import type { Client } from "./bounded.ts";
import { toApplicationError } from "./mysql-errors.ts";
import { type MysqlAddress, readMysqlUrl } from "./mysql-url.ts";

/** A statement may take so long on the server, and wait so long for a lock: MySQL counts that in whole seconds. */
const [statementSeconds, lockSeconds] = [5, 1];
const idleMs = 60_000;
/** A server keeps what is prepared until the connection closes; lists of other lengths are other statements. */
const mostPrepared = 20;

type Answer = RowDataPacket[] | ResultSetHeader;

/** One connection, opened when it is asked and closed when it was idle. Whoever asks waits for the answer before asking again. */
export function connectMysql(url: string): Client {
  const mysql = new MySqlDialect();
  let open: Promise<Connection> | null = null;
  let idle: NodeJS.Timeout | undefined;
  let isEnded = false;
  const close = () => {
    clearTimeout(idle);
    open?.then((connection) => connection.destroy()).catch(() => {});
    open = null;
  };
  const run: Client["run"] = async (statement, mode, leaves) => {
    if (isEnded) throw new ApplicationError("busy", "It did not answer in time.");
    clearTimeout(idle);
    const { sql, params } = mysql.sqlToQuery(statement);
    try {
      open ??= start(url);
      const rows = await within(await open, { mode, sql, params }, leaves);
      idle = setTimeout(close, idleMs).unref();
      return rows;
    } catch (error) {
      const told = toApplicationError(error);
      // A refusal is an answer. Whether a connection can be used after another error is not worth a guess.
      if (["denied", "changed"].includes(told.code) && (await isRolledBack(open))) idle = setTimeout(close, idleMs).unref();
      else close();
      throw told;
    }
  };
  return {
    run,
    end: async () => {
      isEnded = true;
      close();
    },
  };
}

async function start(url: string): Promise<Connection> {
  const address = readMysqlUrl(url);
  if ("problem" in address) throw new ApplicationError("away", `Its address ${address.problem}.`);
  const connection = await createConnection(optionsOf(address));
  // What happens to an idle connection is told by the next question.
  connection.on("error", () => {});
  const [[row]] = await connection.query<RowDataPacket[]>("select version() as version");
  // MySQL limits reads alone, in milliseconds; MariaDB everything, in seconds.
  const limit = /mariadb/i.test(String(row?.["version"]))
    ? `max_statement_time = ${statementSeconds}`
    : `max_execution_time = ${statementSeconds * 1_000}`;
  // MariaDB ends a read-only transaction before it creates or drops a table: what comes after has to be one as well.
  await connection.query("set session transaction read only");
  await connection.query(
    `set session ${limit}, session innodb_lock_wait_timeout = ${lockSeconds}, session lock_wait_timeout = ${lockSeconds},
      session time_zone = '+00:00', session sql_mode = 'STRICT_ALL_TABLES,ONLY_FULL_GROUP_BY'`,
  );
  return connection;
}

/** Statements are prepared: their values never become part of the text, whatever the server's modes say of backslashes. */
async function within(
  connection: Connection,
  { mode, sql, params }: { readonly mode: string; readonly sql: string; readonly params: unknown[] },
  leaves: () => void,
): Promise<readonly Row[]> {
  await connection.query(`start transaction ${mode}`);
  leaves();
  const [answer] = await connection.execute<Answer>(sql, params as never[]);
  await connection.query("commit");
  // A write returns no rows here; whoever counts them counts what was changed.
  return Array.isArray(answer) ? answer : Array.from({ length: answer.affectedRows }, () => ({}));
}

async function isRolledBack(open: Promise<Connection> | null): Promise<boolean> {
  try {
    await (await open)?.query("rollback");
    return open !== null;
  } catch {
    return false;
  }
}

function optionsOf({ host, port, user, password, database, tls }: MysqlAddress): ConnectionOptions {
  const verified = tls.mode === "verify_ca" || tls.mode === "verify_identity";
  const ssl = {
    rejectUnauthorized: verified,
    verifyIdentity: tls.mode === "verify_identity",
    ...(tls.ca === null ? {} : { ca: readFileSync(tls.ca) }),
  };
  return {
    host,
    port,
    user,
    password,
    database,
    ...(tls.mode === "disabled" ? {} : { ssl }),
    flags: ["-LOCAL_FILES"],
    connectTimeout: 5_000,
    maxPreparedStatements: mostPrepared,
    // As text: a JavaScript number or date would round.
    supportBigNumbers: true,
    bigNumberStrings: true,
    dateStrings: true,
    jsonStrings: true,
    connectAttributes: { program_name: "redrive reads" },
  };
}

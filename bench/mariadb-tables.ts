import { createConnection } from "mysql2/promise";
import type { ApplicationSpec } from "../server/applications/application.ts";
import { startMariaDB } from "../server/testing/mariadb.ts";
import type { BenchShop } from "./application-tables.ts";
import { startBenchDatabase } from "./database.ts";

/** The same tables on MariaDB, but for jobs, which Redrive reads on Postgres alone. The outbox is one of the usual shape. */
export async function startMariaShop(rows: number): Promise<BenchShop> {
  const own = await startBenchDatabase();
  const { url, stop } = await startMariaDB(["--innodb-buffer-pool-size=512M", "--innodb-log-file-size=256M"]);
  const sql = await createConnection({ uri: url, multipleStatements: true });
  await sql.query(`
    create database shop; use shop;
    create table processed_events (consumer varchar(40) not null, event_id varchar(40) not null, at datetime(6) not null, primary key (consumer, event_id),
      index (event_id), index (at));
    insert into processed_events select 'orders', concat('e-', seq), utc_timestamp(6) - interval (seq * 100000) microsecond from seq_1_to_${rows};
    create table outbox (id bigint primary key, event_id varchar(40), aggregate_id varchar(40), topic varchar(40), payload longtext, created_at datetime(6) not null,
      published_at datetime(6), index (event_id), index (aggregate_id), index (published_at));
    insert into outbox select seq, concat('e-', seq), concat('ord-', seq), 'orders', '{}', utc_timestamp(6) - interval ((${rows} - seq) * 100000) microsecond,
      if(seq % 1000 = 0, null, utc_timestamp(6) - interval ((${rows} - seq) * 100000) microsecond) from seq_1_to_${rows};
    create table positions (consumer varchar(40), \`key\` varchar(40), last bigint not null, primary key (consumer, \`key\`));
    insert into positions select 'orders', concat('ord-', seq), seq from seq_1_to_${rows};
    analyze table processed_events, outbox, positions`);
  const databaseUrl = new URL(url);
  databaseUrl.pathname = "/shop";
  const mapped = { schema: "shop", consumer: "consumer" } as const;
  const spec: ApplicationSpec = {
    name: "shop",
    engine: "mysql",
    databaseUrl: databaseUrl.href,
    consumes: [{ queue: "bench/*", consumer: "orders" }],
    unknown: null,
    tables: [
      {
        ...mapped,
        kind: "processed",
        table: "processed_events",
        eventId: "event_id",
        at: { column: "at", zone: "UTC" },
        done: [],
        keeps: "oldest",
      },
      { ...mapped, kind: "sequences", table: "positions", key: "key", last: "last", field: null, at: null, holes: false },
      { preset: "outbox", schema: null, only: "outbox" },
    ],
  };
  return {
    spec,
    clients: own,
    connections: async () => {
      const [found] = await sql.query("select 1 from information_schema.processlist where db = 'shop' and id <> connection_id()");
      return (found as unknown[]).length;
    },
    stop: async () => {
      sql.destroy();
      await stop();
      await own.stop();
    },
  };
}

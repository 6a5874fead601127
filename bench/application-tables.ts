import type { ApplicationSpec } from "../server/applications/application.ts";
import type { Application } from "../server/applications/port.ts";
import { settleJobs } from "../server/applications/jobs/job-table.ts";
import { ofKind, readTables } from "../server/applications/tables.ts";
import type { Clients } from "../server/db/client.ts";
import postgres from "postgres";
import { createMessages } from "../server/testing/pg-transactional-outbox.ts";
import { openRiver } from "../server/testing/river.ts";
import { startBenchDatabase } from "./database.ts";

/** A shop with its tables filled. */
export interface BenchShop {
  readonly spec: ApplicationSpec;
  /** Of Redrive's own database. */
  readonly clients: Pick<Clients, "db" | "sql">;
  /** Redrive's at its database now. */
  connections(): Promise<number>;
  stop(): Promise<void>;
}

export async function startPostgresShop(rows: number): Promise<BenchShop> {
  const shop = await startBenchDatabase();
  const watcher = postgres(shop.url, { max: 1, onnotice: () => {} });
  await seedShop(shop, rows);
  return {
    spec: spec(shop.url),
    clients: shop,
    connections: async () => {
      const [seen] = await watcher<[{ n: number }]>`
        select count(*)::int as n from pg_stat_activity where application_name = 'redrive reads'`;
      return seen.n;
    },
    stop: async () => {
      await watcher.end();
      await shop.stop();
    },
  };
}

/** Processed events, last numbers and newest states of a shop, and the tables that pg-transactional-outbox and River make, with their own indexes. */
async function seedShop({ sql, url }: Pick<Clients, "sql"> & { readonly url: string }, rows: number): Promise<void> {
  await createMessages(sql, "outbox");
  await (await openRiver(url)).close();
  await sql.unsafe(`
    create table processed_events (consumer text not null, event_id text not null, at timestamptz not null, primary key (consumer, event_id));
    create index on processed_events (event_id); create index on processed_events (at);
    insert into processed_events select 'orders', 'e-' || n, now() - n * interval '0.1 second' from generate_series(1, ${rows}) n;
    insert into outbox (id, aggregate_type, aggregate_id, message_type, payload, created_at, processed_at, abandoned_at, finished_attempts)
      select md5(n::text)::uuid, 'order', 'ord-' || n, 'OrderPlaced', '{}', now() - n * interval '0.1 second',
        case when n % 1000 = 0 then null else now() - n * interval '0.1 second' end, case when n % 2000 = 0 then now() end, 1 from generate_series(1, ${rows}) n;
    create table positions (consumer text, key text, last bigint not null, primary key (consumer, key));
    insert into positions select 'orders', 'ord-' || n, n from generate_series(1, ${rows}) n;
    create table stocks (consumer text, key text, event_at timestamptz not null, primary key (consumer, key));
    insert into stocks select 'orders', 'ord-' || n, now() from generate_series(1, ${rows}) n;
    insert into river_job (state, attempt, finalized_at, args, errors, kind)
      select (case when n % 100 = 0 then 'discarded' else 'completed' end)::river_job_state, 3, now(), '{"order": 7}',
        case when n % 100 = 0 then array['{"at":"2026-11-30T07:00:00Z","attempt":3,"error":"no answer","trace":""}'::jsonb] end, 'charge' from generate_series(1, ${rows}) n;`);
  await sql.unsafe("vacuum analyze");
}

/** The application that reads them. */
function spec(databaseUrl: string): ApplicationSpec {
  return {
    name: "shop",
    engine: "postgres",
    databaseUrl,
    consumes: [{ queue: "bench/*", consumer: "orders" }],
    unknown: null,
    tables: [
      {
        kind: "processed",
        schema: "public",
        table: "processed_events",
        eventId: "event_id",
        consumer: "consumer",
        at: { column: "at", zone: "UTC" },
        done: [],
        keeps: "oldest",
      },
      {
        kind: "sequences",
        schema: "public",
        table: "positions",
        key: "key",
        last: "last",
        consumer: "consumer",
        field: null,
        at: null,
        holes: false,
      },
      {
        kind: "latest",
        schema: "public",
        table: "stocks",
        key: "key",
        eventTypes: null,
        eventAt: { column: "event_at", zone: "UTC" },
        consumer: "consumer",
      },
      { preset: "pg-transactional-outbox", schema: null, only: "outbox" },
      { preset: "river", schema: null, only: null },
    ],
  };
}

/** Its outbox and its table of jobs, as its catalogue has them. null: it has none. */
export async function findInside(application: Application) {
  const tables = await readTables(application);
  if (tables.state === "unknown") throw new Error(tables.reason);
  const [outbox] = ofKind(tables.tables, "outbox");
  const [found] = ofKind(tables.tables, "jobs");
  if (!outbox) throw new Error("The preset did not find its table.");
  if (!found) return { outbox, jobs: null };
  const jobs = settleJobs(tables.catalogue, found.mapping);
  if (jobs.state === "unknown") throw new Error(jobs.reason);
  return { outbox, jobs };
}

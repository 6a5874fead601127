import type { Fixture } from "./fixture.ts";

const uuid = (n: number) => `00000000-0000-0000-0000-00000000000${n}`;
const columns = `id uuid primary key, aggregate_type text not null, aggregate_id text not null, message_type text not null, segment text, concurrency text not null default 'sequential',
  payload jsonb not null, metadata jsonb, locked_until timestamptz not null default to_timestamp(0), created_at timestamptz not null default clock_timestamp(),
  processed_at timestamptz, abandoned_at timestamptz, started_attempts smallint not null default 0, finished_attempts smallint not null default 0, check (concurrency in ('sequential', 'parallel'))`;
const indexes = (table: string) =>
  ["segment", "created_at", "processed_at", "abandoned_at", "locked_until"]
    .map((column) => `create index on ${table} (${column});`)
    .join(" ");
const row = (n: number, processed: string, abandoned: string, attempts: number) =>
  `('${uuid(n)}', 'order', 'ord-1', 'OrderPlaced', '{}', ${processed}, ${abandoned}, ${attempts}, ${attempts})`;
const into = (table: string) =>
  `insert into ${table} (id, aggregate_type, aggregate_id, message_type, payload, processed_at, abandoned_at, started_attempts, finished_attempts) values`;

export const pgTransactionalOutbox: Fixture = {
  preset: "pg-transactional-outbox",
  version: "0.5",
  ddl: `
    create table outbox (${columns}); ${indexes("outbox")}
    create table inbox (${columns}); ${indexes("inbox")}
    ${into("outbox")} ${row(1, "null", "null", 0)}, ${row(2, "null", "null", 3)}, ${row(3, "null", "now()", 5)}, ${row(4, "now()", "null", 1)}, ${row(5, "now()", "now()", 5)};
    ${into("inbox")} ${row(6, "now()", "null", 1)}, ${row(7, "null", "now()", 5)}, ${row(8, "null", "null", 1)}`,
  tables: {
    "public.outbox": {
      kind: "outbox",
      pending: [uuid(1), uuid(2)],
      failed: [uuid(3)],
      published: [uuid(4), uuid(5)],
      publishNow: [uuid(3)],
    },
    "public.inbox": { kind: "processed", consumer: null, processed: [uuid(6)], notProcessed: [uuid(7), uuid(8)], unknown: [] },
  },
};

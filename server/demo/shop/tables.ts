import type postgres from "postgres";

/** The shop's tables: business rows, the outbox beside them with each key's last number, and what consumers have processed and how far. `reader` may read the last three. */
export async function createTables(sql: postgres.Sql, reader: string | null): Promise<void> {
  await sql.unsafe(`
    create table if not exists orders (id text primary key, customer text not null, total numeric not null, carrier text not null, address jsonb, at timestamptz not null default now());
    create table if not exists payments (order_id text primary key, amount numeric not null, at timestamptz not null default now());
    create table if not exists shipments (order_id text primary key, carrier text not null, zip text not null, at timestamptz not null default now());
    alter table shipments add column if not exists parcels int not null default 1;
    create table if not exists order_views (order_id text primary key, last text not null, events int not null);
    create table if not exists outbox (id bigint generated always as identity primary key, queue text not null, body text not null, published_at timestamptz);
    create index if not exists outbox_open on outbox (id) where published_at is null;
    alter table outbox add column if not exists created_at timestamptz not null default now();
    create index if not exists outbox_published on outbox (published_at);
    alter table outbox add column if not exists event_id text, add column if not exists aggregate_id text;
    create index if not exists outbox_event on outbox (event_id);
    create index if not exists outbox_key on outbox (aggregate_id);
    create table if not exists sequences (queue text not null, key text not null, last int not null, primary key (queue, key));
    create table if not exists processed_events (consumer text not null, event_id text not null, at timestamptz not null default now(), primary key (consumer, event_id));
    create index if not exists processed_events_at on processed_events (at);
    create table if not exists positions (consumer text not null, key text not null, last int not null, primary key (consumer, key));
    create table if not exists early_events (consumer text not null, key text not null, sequence int not null, body text not null, primary key (consumer, key, sequence));
  `);
  const [{ schema }] = await sql<[{ schema: string }]>`select current_schema() as schema`;
  if (reader === null) return;
  await sql`grant usage on schema ${sql(schema)} to ${sql(reader)}`;
  await sql`grant select on outbox, processed_events, positions to ${sql(reader)}`;
}

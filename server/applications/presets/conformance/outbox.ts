import type { Fixture } from "./fixture.ts";

/** An own outbox of the usual shape, beside a table that only looks like one. */
export const outbox: Fixture = {
  preset: "outbox",
  version: "usual",
  ddl: `
    create table outbox_events (id bigint generated always as identity primary key, event_id uuid, event_type text, topic text, aggregate_id text,
      payload jsonb, created_at timestamptz not null default now(), published_at timestamptz, attempts int not null default 0, last_error text);
    create index on outbox_events (id) where published_at is null;
    create table articles (id bigint primary key, body text, published_at timestamptz);
    insert into outbox_events (event_type, payload, published_at, attempts) values
      ('pending', '{}', null, 0), ('retried', '{}', null, 3), ('published', '{}', now(), 1)`,
  tables: { "public.outbox_events": { kind: "outbox", pending: ["1", "2"], failed: "unknown", published: ["3"], publishNow: null } },
};

import type { Fixture } from "./fixture.ts";

const uuid = (n: number) => `00000000-0000-0000-0000-00000000000${n}`;

export const railsEventStore: Fixture = {
  preset: "rails-event-store",
  version: "2",
  ddl: `
    create table event_store_outbox (id bigserial primary key, split_key varchar, format varchar not null, payload bytea not null, created_at timestamp not null, enqueued_at timestamp);
    create index on event_store_outbox (format, enqueued_at, split_key);
    insert into event_store_outbox (format, payload, created_at, enqueued_at) values ('sidekiq5', '{}', now(), null), ('sidekiq5', '{}', now(), now())`,
  tables: { "public.event_store_outbox": { kind: "outbox", pending: ["1"], failed: "unknown", published: ["2"], publishNow: null } },
};

export const outboxer: Fixture = {
  preset: "outboxer",
  version: "1",
  ddl: `
    create table outboxer_messages (id bigserial primary key, lock_version int not null default 0, status varchar(255) not null, messageable_id varchar(255) not null,
      messageable_type varchar(255) not null, updated_at timestamp not null, queued_at timestamp not null, publishing_at timestamp, published_at timestamp, failed_at timestamp,
      publisher_id bigint, publisher_name varchar(263));
    create index on outboxer_messages (status, updated_at);
    insert into outboxer_messages (status, messageable_id, messageable_type, updated_at, queued_at) values
      ('queued', '1', 'Event', now(), now()), ('publishing', '2', 'Event', now(), now()), ('failed', '3', 'Event', now(), now()), ('published', '4', 'Event', now(), now())`,
  tables: { "public.outboxer_messages": { kind: "outbox", pending: ["1", "2"], failed: ["3"], published: ["4"], publishNow: ["3"] } },
};

/** Its versions give the numbers from 1 on different meanings: only what is pending is known. */
export const outboxable: Fixture = {
  preset: "outboxable",
  version: "1.0",
  ddl: `
    create table outboxes (id uuid primary key, status int not null default 0, exchange varchar not null, routing_key varchar not null, content_type varchar not null default '',
      attempts int not null default 0, last_attempted_at timestamp, retry_at timestamp, payload jsonb, headers jsonb, size int not null default 0, outboxable_type varchar,
      outboxable_id bigint, created_at timestamp not null, updated_at timestamp not null);
    create index on outboxes (status, last_attempted_at);
    insert into outboxes (id, status, exchange, routing_key, created_at, updated_at) values
      ('${uuid(1)}', 0, 'shop', 'orders', now(), now()), ('${uuid(2)}', 1, 'shop', 'orders', now(), now()), ('${uuid(3)}', 2, 'shop', 'orders', now(), now())`,
  tables: { "public.outboxes": { kind: "outbox", pending: [uuid(1)], failed: "unknown", published: [], publishNow: null } },
};

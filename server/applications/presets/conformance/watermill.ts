import type { Fixture } from "./fixture.ts";

export const watermill: Fixture = {
  preset: "watermill",
  version: "SQL 4",
  ddl: `
    create table watermill_orders ("offset" bigserial, uuid varchar(36) not null, created_at timestamp not null default current_timestamp, payload json, metadata json,
      transaction_id xid8 not null, primary key (transaction_id, "offset"));
    create table watermill_offsets_orders (consumer_group varchar(255) primary key, offset_acked bigint, last_processed_transaction_id xid8 not null);
    insert into watermill_orders (uuid, payload, metadata, transaction_id) values ('a', '{}', '{}', pg_current_xact_id()), ('b', '{}', '{}', pg_current_xact_id());
    insert into watermill_offsets_orders values ('forwarder', 1, pg_current_xact_id())`,
  tables: {
    "public.watermill_orders": {
      kind: "outbox",
      pending: [],
      failed: "unknown",
      published: "removed",
      publishNow: null,
      unmarked: "offsets",
    },
  },
};

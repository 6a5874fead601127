import type { Fixture } from "./fixture.ts";

/** A table where a row is claimed first: it is processed once it has a time. */
export const processedEvents: Fixture = {
  preset: "processed-events",
  version: "usual",
  ddl: `
    create table inbox (event_id text, consumer text, processed_at timestamptz, primary key (event_id, consumer));
    create index on inbox (processed_at);
    insert into inbox values ('old', 'orders', now() - interval '3 days'), ('done', 'orders', now()), ('claimed', 'orders', null), ('others', 'billing', now())`,
  tables: {
    "public.inbox": {
      kind: "processed",
      consumer: "orders",
      processed: ["done", "old"],
      notProcessed: ["claimed", "others", "never"],
      unknown: [],
    },
  },
};

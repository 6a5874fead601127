import type { Fixture } from "./fixture.ts";

/** NServiceBus.Persistence.Sql 9 on Postgres. */
export const nServiceBus: Fixture = {
  preset: "nservicebus",
  version: "9",
  ddl: `
    create table "OrdersOutboxData" ("MessageId" varchar(200) not null primary key, "Dispatched" boolean not null default false, "DispatchedAt" timestamp,
      "PersistenceVersion" varchar(23), "Operations" jsonb not null);
    create index "Index_Dispatched" on "OrdersOutboxData" ("Dispatched");
    create index "Index_DispatchedAt" on "OrdersOutboxData" ("DispatchedAt");
    insert into "OrdersOutboxData" values ('pending', false, null, '9.0.0.0', '[{"MessageId":"out-1"}]'), ('published', true, now() at time zone 'utc', '9.0.0.0', '[]')`,
  tables: {
    "public.OrdersOutboxData": { kind: "outbox", pending: ["pending"], failed: "unknown", published: ["published"], publishNow: null },
  },
};

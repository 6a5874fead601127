import type { Fixture } from "./fixture.ts";

/** The table of Quarkus, with a row that was kept: it says nothing. */
export const debezium: Fixture = {
  preset: "debezium",
  version: "3.6",
  ddl: `
    create table "OutboxEvent" (id uuid not null primary key, aggregatetype varchar(255) not null, aggregateid varchar(255) not null, type varchar(255) not null,
      "timestamp" timestamp not null, payload varchar(8000), tracingspancontext varchar(256));
    insert into "OutboxEvent" values ('00000000-0000-0000-0000-000000000001', 'orders', 'ord-1', 'OrderPlaced', now(), '{}', null)`,
  tables: {
    "public.OutboxEvent": { kind: "outbox", pending: [], failed: "unknown", published: "removed", publishNow: null, unmarked: "log" },
  },
};

import type { Fixture } from "./fixture.ts";

/** CAP 10 on Postgres. */
export const cap: Fixture = {
  preset: "cap",
  version: "10",
  ddl: `
    create schema cap;
    create table cap.published ("Id" bigint primary key not null, "Version" varchar(20) not null, "Name" varchar(200) not null, "Content" text null, "Retries" int not null,
      "Added" timestamp not null, "ExpiresAt" timestamp null, "StatusName" varchar(50) not null);
    create index on cap.published ("Version", "ExpiresAt", "StatusName");
    create table cap.received ("Id" bigint primary key not null, "Version" varchar(20) not null, "Name" varchar(200) not null, "Group" varchar(200) null, "Content" text null,
      "Retries" int not null, "Added" timestamp not null, "ExpiresAt" timestamp null, "StatusName" varchar(50) not null);
    insert into cap.received values (1, 'v1', 'orders.placed', 'billing', '{}', 50, now(), null, 'Failed');
    insert into cap.published values
      (1, 'v1', 'orders.placed', '{"Headers":{"cap-msg-id":"1"},"Value":null}', 0, now(), null, 'Scheduled'),
      (2, 'v1', 'orders.placed', '{}', 0, now(), null, 'Queued'),
      (3, 'v1', 'orders.placed', '{}', 4, now(), null, 'Failed'),
      (4, 'v1', 'orders.placed', '{}', 50, now(), now() + interval '15 days', 'Failed'),
      (5, 'v1', 'orders.placed', '{"Headers":{"cap-exception":"kept"}}', 3, now(), now() + interval '1 day', 'Succeeded'),
      (6, 'v1', 'orders.placed', '{}', 0, now(), now() + interval '1 hour', 'Delayed')`,
  tables: { "cap.published": { kind: "outbox", pending: ["1", "2", "3"], failed: ["4"], published: ["5"], publishNow: ["4"] } },
};

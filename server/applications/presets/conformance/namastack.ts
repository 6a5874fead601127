import type { Fixture } from "./fixture.ts";

export const namastack: Fixture = {
  preset: "namastack",
  version: "1",
  ddl: `
    create table outbox_record (id varchar(255) primary key, status varchar(20) not null, record_key varchar(255) not null, record_type varchar(255) not null, payload text not null,
      context text, created_at timestamptz not null, completed_at timestamptz, failure_count int not null, failure_reason varchar(1000), next_retry_at timestamptz not null,
      partition_no int not null, handler_id varchar(1000) not null);
    create index on outbox_record (record_key, created_at); create index on outbox_record (partition_no, status, next_retry_at); create index on outbox_record (status, next_retry_at);
    create index on outbox_record (status); create index on outbox_record (record_key, completed_at, created_at);
    insert into outbox_record values
      ('pending', 'NEW', 'ord-1', 'OrderPlaced', '{}', null, now(), null, 0, null, now(), 1, 'mail'),
      ('retried', 'NEW', 'ord-1', 'OrderPlaced', '{}', null, now(), null, 2, 'no answer', now(), 1, 'mail'),
      ('failed', 'FAILED', 'ord-1', 'OrderPlaced', '{}', null, now(), null, 5, 'no answer', now(), 1, 'mail'),
      ('published', 'COMPLETED', 'ord-1', 'OrderPlaced', '{}', null, now(), now(), 1, 'no answer', now(), 1, 'mail')`,
  tables: {
    "public.outbox_record": {
      kind: "outbox",
      pending: ["pending", "retried"],
      failed: ["failed"],
      published: ["published"],
      publishNow: null,
    },
  },
};

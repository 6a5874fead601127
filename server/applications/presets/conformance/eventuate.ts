import type { Fixture } from "./fixture.ts";

export const eventuate: Fixture = {
  preset: "eventuate",
  version: "0.36",
  ddl: `
    create schema eventuate;
    create table eventuate.message0 (id varchar(255) primary key, destination text not null, headers text not null, payload text not null, published smallint default 0,
      message_partition smallint, creation_time bigint);
    create index on eventuate.message0 (published, id);
    create table eventuate.received_messages (consumer_id varchar(1000), message_id varchar(1000), creation_time bigint, published smallint default 0, primary key (consumer_id, message_id));
    insert into eventuate.message0 values ('a', 'orders', '{}', '{}', 0, 0, 1764500000000), ('b', 'orders', '{}', '{}', 1, 0, 1764500000000);
    insert into eventuate.received_messages values ('billing', 'done', 1764500000000, 0), ('mail', 'others', 1764500000000, 0)`,
  tables: {
    "eventuate.message0": { kind: "outbox", pending: ["a"], failed: "unknown", published: ["b"], publishNow: null },
    "eventuate.received_messages": {
      kind: "processed",
      consumer: "billing",
      processed: ["done"],
      notProcessed: [],
      unknown: ["others", "never"],
    },
  },
};

import type { Fixture } from "./fixture.ts";

const uuid = (n: number) => `00000000-0000-0000-0000-00000000000${n}`;

/** Wolverine 6.29 on Postgres; its deduplication tables are those of later sources. */
export const wolverine: Fixture = {
  preset: "wolverine",
  version: "6.29",
  ddl: `
    create schema wolverine;
    create table wolverine.wolverine_outgoing_envelopes (id uuid primary key, owner_id int not null, destination text not null, deliver_by timestamptz, body bytea not null,
      attempts int default 0, message_type text not null);
    create table wolverine.wolverine_incoming_envelopes (id uuid not null, status text not null, owner_id int not null, execution_time timestamptz, attempts int default 0,
      body bytea not null, message_type text not null, received_at text, keep_until timestamptz, primary key (id, status)) partition by list (status);
    create table wolverine.incoming_handled partition of wolverine.wolverine_incoming_envelopes for values in ('Handled');
    create table wolverine.incoming_others partition of wolverine.wolverine_incoming_envelopes default;
    create table wolverine.wolverine_deduplication (deduplication_id varchar(250) primary key, expires timestamptz not null);
    create table wolverine.wolverine_deduplicated_responses (deduplication_id varchar(250) primary key, expires timestamptz not null, fingerprint varchar(64), claim_token varchar(36),
      response_status_code int, response_body bytea, response_location text);
    insert into wolverine.wolverine_outgoing_envelopes values ('${uuid(1)}', 0, 'rabbitmq://orders', null, '\\x00', 0, 'Shop.OrderPlaced'), ('${uuid(2)}', 7, 'rabbitmq://orders', null, '\\x00', 2, 'Shop.OrderPlaced');
    insert into wolverine.wolverine_incoming_envelopes (id, status, owner_id, body, message_type) values
      ('${uuid(3)}', 'Handled', 0, '\\x00', 'Shop.OrderPlaced'), ('${uuid(4)}', 'Incoming', 7, '\\x00', 'Shop.OrderPlaced'), ('${uuid(5)}', 'Scheduled', 0, '\\x00', 'Shop.OrderPlaced');
    insert into wolverine.wolverine_deduplication values ('claimed', now() + interval '1 day'), ('expired', now() - interval '1 day');
    insert into wolverine.wolverine_deduplicated_responses values ('answered', now() + interval '1 day', 'f', 'c', 200, null, null), ('claimed', now() + interval '1 day', 'f', 'c', null, null, null)`,
  tables: {
    "wolverine.wolverine_outgoing_envelopes": {
      kind: "outbox",
      pending: [uuid(1), uuid(2)],
      failed: "unknown",
      published: "removed",
      publishNow: null,
    },
    "wolverine.wolverine_incoming_envelopes": {
      kind: "processed",
      consumer: null,
      processed: [uuid(3)],
      notProcessed: [uuid(4), uuid(5)],
      unknown: [],
    },
    "wolverine.wolverine_deduplication": {
      kind: "processed",
      consumer: null,
      processed: [],
      notProcessed: [],
      unknown: ["claimed", "expired", "never"],
    },
    "wolverine.wolverine_deduplicated_responses": {
      kind: "processed",
      consumer: null,
      processed: ["answered"],
      notProcessed: [],
      unknown: ["claimed", "never"],
    },
  },
};

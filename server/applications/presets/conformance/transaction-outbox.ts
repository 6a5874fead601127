import type { Fixture } from "./fixture.ts";

/** Its table on Postgres, where names are in lower case. */
export const transactionOutbox: Fixture = {
  preset: "transaction-outbox",
  version: "4.2",
  ddl: `
    create table TXNO_OUTBOX (id varchar(36) primary key, invocation text, nextAttemptTime timestamp(6), attempts int, blocked boolean, version int,
      uniqueRequestId varchar(250) unique, processed boolean, lastAttemptTime timestamp(6));
    create index IX_TXNO_OUTBOX_1 on TXNO_OUTBOX (processed, blocked, nextAttemptTime);
    insert into TXNO_OUTBOX values ('pending', '{}', now(), 0, false, 0, null, false, null), ('retried', '{}', now(), 3, false, 3, 'r', false, now()),
      ('blocked', '{}', now(), 5, true, 5, 'b', false, now()), ('published', '{}', now(), 1, false, 1, 'p', true, now()),
      ('succeeded after a block', '{}', now(), 6, true, 6, 's', true, now())`,
  tables: {
    "public.txno_outbox": {
      kind: "outbox",
      pending: ["pending", "retried"],
      failed: ["blocked"],
      published: ["published", "succeeded after a block"],
      publishNow: ["blocked"],
    },
  },
};

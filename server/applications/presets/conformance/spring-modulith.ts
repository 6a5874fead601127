import type { Fixture } from "./fixture.ts";

const uuid = (n: number) => `00000000-0000-0000-0000-00000000000${n}`;
const first = `id uuid primary key, listener_id text not null, event_type text not null, serialized_event text not null, publication_date timestamptz not null, completion_date timestamptz`;
const indexes = `create index on event_publication using hash (serialized_event); create index on event_publication (completion_date);`;
const second = `${first}, status text, completion_attempts int, last_resubmission_date timestamptz`;
const row = (n: number, completed: string, more = "") =>
  `('${uuid(n)}', 'shop.mail', 'shop.OrderPlaced', '{}', now() - interval '1 hour', ${completed}${more})`;

export const springModulith1: Fixture = {
  preset: "spring-modulith",
  version: "1",
  ddl: `create table event_publication (${first}); ${indexes} insert into event_publication values ${row(1, "null")}, ${row(2, "now()")}`,
  tables: { "public.event_publication": { kind: "outbox", pending: [uuid(1)], failed: "unknown", published: [uuid(2)], publishNow: null } },
};

/** A row of the first version has no status after the migration. Archived rows are in a table of their own. */
export const springModulith2: Fixture = {
  preset: "spring-modulith",
  version: "2.1",
  ddl: `create table event_publication (${second}); ${indexes} create table event_publication_archive (${second});
    insert into event_publication values ${row(1, "null", ", 'PUBLISHED', 0, now()")}, ${row(2, "null", ", 'PROCESSING', 1, now()")}, ${row(3, "null", ", 'FAILED', 1, now()")},
      ${row(4, "null", ", 'RESUBMITTED', 2, now()")}, ${row(5, "now()", ", 'COMPLETED', 2, now()")}, ${row(6, "null", ", null, null, null")}, ${row(7, "now()", ", null, null, null")};
    insert into event_publication_archive values ${row(8, "now()", ", 'COMPLETED', 1, now()")}`,
  tables: {
    "public.event_publication": {
      kind: "outbox",
      pending: [uuid(1), uuid(2), uuid(4), uuid(6)],
      failed: [uuid(3)],
      published: [uuid(5), uuid(7)],
      publishNow: null,
    },
  },
};

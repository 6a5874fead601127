import postgres from "postgres";
import type { ApplicationSpec } from "../applications/application.ts";
import type { Sql } from "../db/client.ts";

/**
 * An application over a database of its own, beside that of the test and dropped with it: an outbox with a row that waits and one that was given up, and a table
 * of processed events in which one stands twice.
 */
export async function sampleApplication(sql: Sql, mark: string): Promise<ApplicationSpec> {
  const { host, port, user, pass, database } = sql.options;
  const own = `${database}_${mark}shop`;
  await sql.unsafe(`create database ${own}`);
  const databaseUrl = `postgres://${encodeURIComponent(user)}:${encodeURIComponent(pass ?? "")}@${host[0]}:${port[0]}/${own}`;
  const schema = `${mark}shop_tables`;
  const owner = postgres(databaseUrl, { max: 1 });
  await owner.unsafe(`
    create schema ${schema};
    create table ${schema}.txno_outbox (id varchar(36) primary key, invocation text, nextattempttime timestamp, attempts int, blocked boolean, version int,
      uniquerequestid varchar(250), processed boolean, lastattempttime timestamp);
    insert into ${schema}.txno_outbox values ('${mark}1', '{}', now(), 0, false, 0, 'r1', false, null), ('${mark}2', '{}', now(), 5, true, 5, 'r2', false, now());
    create table ${schema}.processed_events (event_id text not null, at timestamptz not null);
    create index on ${schema}.processed_events (at);
    insert into ${schema}.processed_events values ('${mark}e-9', '2026-01-01'), ('${mark}e-9', '2026-01-02')`);
  await owner.end();
  return {
    name: `${mark}shop`,
    engine: "postgres",
    databaseUrl,
    unknown: null,
    consumes: [{ queue: `shop/${mark}orders.dlq`, consumer: null }],
    tables: [
      { preset: "transaction-outbox", schema, only: null },
      {
        kind: "processed",
        schema,
        table: "processed_events",
        eventId: "event_id",
        consumer: null,
        at: { column: "at", zone: "UTC" },
        done: [],
        keeps: "all",
      },
    ],
  };
}

/** Inputs of the procedures that ask an application. */
export function applicationInputs(mark: string, reason: string): Readonly<Record<string, unknown>> {
  const outbox = { application: `${mark}shop`, schema: `${mark}shop_tables`, table: "txno_outbox" };
  return {
    "outbox.list": undefined,
    "outbox.rows": { ...outbox, state: "unpublished" },
    "outbox.row": { ...outbox, id: `${mark}1` },
    "outbox.publish": { ...outbox, rows: [`${mark}2`], reason },
    "idempotency.duplicates": undefined,
    // An answer repeats what was asked.
    "idempotency.find": { eventId: "e-1" },
  };
}

import type { ApplicationSpec } from "../applications/application.ts";
import type { Sql } from "../db/client.ts";

/** An application whose tables stand in a schema of the same database: an outbox with a row that waits (1) and one that was given up (2). */
export async function sampleOutbox(sql: Sql, mark: string): Promise<ApplicationSpec> {
  await sql.unsafe(`
    create schema if not exists shop_tables;
    create table if not exists shop_tables.txno_outbox (id varchar(36) primary key, invocation text, nextattempttime timestamp, attempts int, blocked boolean, version int,
      uniquerequestid varchar(250), processed boolean, lastattempttime timestamp);
    insert into shop_tables.txno_outbox values ('1', '{}', now(), 0, false, 0, 'r1', false, null), ('2', '{}', now(), 5, true, 5, 'r2', false, now()) on conflict do nothing`);
  const { host, port, user, pass, database } = sql.options;
  const databaseUrl = `postgres://${encodeURIComponent(user)}:${encodeURIComponent(pass ?? "")}@${host[0]}:${port[0]}/${database}`;
  const tables = [{ preset: "transaction-outbox", schema: "shop_tables", only: null }];
  return {
    name: `${mark}shop`,
    engine: "postgres",
    databaseUrl,
    unknown: null,
    consumes: [{ queue: `shop/${mark}orders.dlq`, consumer: null }],
    tables,
  };
}

/** Inputs of the procedures of an outbox. */
export function outboxInputs(mark: string, reason: string): Readonly<Record<string, unknown>> {
  const outbox = { application: `${mark}shop`, schema: "shop_tables", table: "txno_outbox" };
  return {
    "outbox.list": undefined,
    "outbox.rows": { ...outbox, state: "unpublished" },
    "outbox.row": { ...outbox, id: "1" },
    "outbox.publish": { ...outbox, rows: ["2"], reason },
  };
}

import { expect, test } from "vitest";
import { readConfig } from "./read.ts";

const read = (lines: string) =>
  readConfig(`applications:\n  orders:\n${lines.replaceAll(/^/gm, "    ")}\n`, "redrive.yaml", {}).applications[0];
const database = "database: postgres://reader:s3cret@db/orders";

test("an application needs no more than its database", () => {
  expect(read(database)).toMatchObject({
    name: "orders",
    engine: "postgres",
    databaseUrl: "postgres://reader:s3cret@db/orders",
    consumes: [],
    tables: [],
    unknown: null,
  });
});

test("every key of an application reaches it", () => {
  const yaml = [
    database,
    "unknown: hold",
    "consumes: [shop/orders.*, { queue: shop/billing.dlq, consumer: billing }]",
    "tables:",
    "  - { preset: masstransit, schema: bus, only: processed, keeps: { days: 0.5 } }",
    "  - { preset: nservicebus, table: bus.BillingOutboxData }",
    "  - { preset: debezium, slot: orders_outbox }",
    "  - kind: processed",
    "    table: public.processed_events",
    "    eventId: event_id",
    "    consumer: consumer",
    "    at: { column: done_at, zone: Europe/Berlin }",
    "    keeps: { days: 30 }",
    "    done: [{ column: at, is: not_null }, { column: state, in: [done] }, { column: tries, atLeast: 1 }, { column: left, below: 2 }]",
    "  - { kind: latest, table: public.addresses, key: customer, eventAt: { column: changed_at, zone: Europe/Berlin }, consumer: who }",
  ].join("\n");
  expect(read(yaml)).toMatchObject({
    unknown: "hold",
    consumes: [
      { queue: "shop/orders.*", consumer: null },
      { queue: "shop/billing.dlq", consumer: "billing" },
    ],
    tables: [
      { preset: "masstransit", schema: "bus", table: null, only: "processed", keeps: 43_200 },
      { preset: "nservicebus", schema: null, table: { schema: "bus", table: "BillingOutboxData" }, only: null },
      { preset: "debezium", schema: null, table: null, only: null, slot: "orders_outbox" },
      {
        kind: "processed",
        schema: "public",
        table: "processed_events",
        eventId: "event_id",
        consumer: "consumer",
        at: { column: "done_at", zone: "Europe/Berlin" },
        keeps: 2_592_000,
        done: [
          { column: "at", is: "not_null" },
          { column: "state", in: ["done"] },
          { column: "tries", atLeast: 1 },
          { column: "left", below: 2 },
        ],
      },
      {
        kind: "latest",
        schema: "public",
        table: "addresses",
        key: "customer",
        eventTypes: null,
        eventAt: { column: "changed_at", zone: "Europe/Berlin" },
        consumer: "who",
      },
    ],
  });
});

test.each([
  ["a queue without its source", `${database}\nconsumes: [orders]`, "must be source/queue"],
  [
    "a table without its schema",
    `${database}\ntables: [{ kind: processed, table: events, eventId: id }]`,
    "the schema and the name of a table",
  ],
  [
    "two tables of newest events without types",
    `${database}\ntables: [{ kind: latest, table: a.b, key: k, eventAt: t, eventTypes: [A] }, { kind: latest, table: a.c, key: k, eventAt: t }]`,
    "each must name its eventTypes",
  ],
  [
    "two tables of newest events of one type",
    `${database}\ntables: [{ kind: latest, table: a.b, key: k, eventAt: t, eventTypes: [A] }, { kind: latest, table: a.c, key: k, eventAt: t, eventTypes: [B, A] }]`,
    "for events of type A",
  ],
  [
    "two tables of last numbers",
    `${database}\ntables: [{ kind: sequences, table: a.b, key: k, last: n }, { kind: sequences, table: a.c, key: k, last: n }]`,
    "has several tables of kind sequences",
  ],
  [
    "a zone that is none",
    `${database}\ntables: [{ kind: processed, table: a.b, eventId: id, at: { column: at, zone: Mars } }]`,
    "must be a time zone",
  ],
  [
    "a framework of jobs, which a source has to read",
    `${database}\ntables: [{ preset: pg-boss, schema: pgboss }]`,
    "applications.orders.tables.0.preset must not be pg-boss: failed jobs are dead letters, so a source of kind job-table reads them. Under sources, write: { kind: job-table, database: ..., preset: pg-boss }",
  ],
  [
    "how long rows are kept of a framework that notes nothing processed",
    `${database}\ntables: [{ preset: debezium, keeps: { days: 1 } }]`,
    "applications.orders.tables.0.keeps must only be set for a preset that says what was processed",
  ],
  [
    "how long rows are kept of an outbox alone",
    `${database}\ntables: [{ preset: nservicebus, only: outbox, keeps: all }]`,
    "and not with another kind in only",
  ],
  [
    "tables of jobs alone",
    `${database}\ntables: [{ preset: wolverine, only: jobs }]`,
    "tables.0.only must not be jobs: failed jobs are dead letters",
  ],
])("%s is refused", (_what, yaml, words) => {
  expect(() => read(yaml)).toThrow(words);
});

import { expect, test } from "vitest";
import type { Catalogue } from "../catalogue.ts";
import type { Mapping } from "../mapping.ts";
import { findPreset } from "../presets.ts";
import { expand } from "../tables.ts";
import { findOffers, jobSourcesOf } from "./find-offers.ts";

const shop = { name: "shop", engine: "postgres", databaseUrl: "postgres://redrive:s3cret@db:5432/shop?sslmode=require" } as const;
const table = (schema: string, name: string, columns: readonly string[]): Catalogue[number] => ({
  schema,
  table: name,
  is: "table",
  columns: columns.map((column) => ({ name: column, type: "text" })),
  indexed: ["id"],
  mayRead: true,
  mayWrite: false,
  hidesRows: false,
  isUnlogged: false,
});
const ofBoss = ["id", "name", "data", "state", "retry_limit", "retry_count", "completed_on", "output", "dead_letter"];
const catalogue = [table("pgboss", "job", ofBoss), table("public", "outbox", ["id", "payload", "published_at"])];
const nothing = { mappings: [], jobs: [], sources: [] };

test("tables of jobs are offered as a source, others under their application", () => {
  const offers = findOffers(shop, catalogue, nothing);
  expect(offers.map(({ preset, under }) => [preset, under])).toEqual([
    ["pg-boss", "sources"],
    ["outbox", "applications.shop.tables"],
  ]);
  expect(offers[0]?.lines).toBe(
    'sources:\n  shop-pg-boss:\n    kind: job-table\n    database: ... # the address under applications.shop.database\n    preset: pg-boss\n    schema: "pgboss"\n    queues: ["*"]\n',
  );
  expect(offers[1]?.lines).toBe("applications:\n  shop:\n    tables:\n      - preset: outbox\n");
});

test("each table of jobs is a source of its own, with a name that no source has", () => {
  const two = [table("a", "job", ofBoss), table("b", "job", ofBoss)];
  const names = findOffers(shop, two, { ...nothing, sources: ["shop-pg-boss"] }).map(({ lines }) => lines.split("\n")[1]);
  expect(names).toEqual(["  shop-pg-boss-2:", "  shop-pg-boss-3:"]);
});

test("jobs are offered until a source reads them, and of MySQL never", () => {
  const source = {
    kind: "job-table",
    name: "jobs",
    queues: [],
    databaseUrl: "postgres://other:x@db:5432/shop",
    preset: "pg-boss",
  } as const;
  const of = (schema: string | null, url: string = source.databaseUrl) =>
    findOffers(shop, catalogue, { ...nothing, jobs: jobSourcesOf(shop, [{ ...source, schema, databaseUrl: url }]) }).map(
      ({ preset }) => preset,
    );
  expect(of(null)).toEqual(["outbox"]);
  expect(of("pgboss")).toEqual(["outbox"]);
  expect(of("elsewhere")).toEqual(["pg-boss", "outbox"]);
  expect(of(null, "postgres://other:x@db:5432/billing")).toEqual(["pg-boss", "outbox"]);
  expect(findOffers({ ...shop, engine: "mysql" }, catalogue, nothing).map(({ preset }) => preset)).toEqual(["outbox"]);
});

test("what redrive.yaml names is not offered", () => {
  const mappings = findPreset("outbox")?.find(catalogue) ?? [];
  expect(findOffers(shop, catalogue, { ...nothing, mappings }).map(({ preset }) => preset)).toEqual(["pg-boss"]);
});

test("addresses are the same where they mean the same database", () => {
  const reads = (databaseUrl: string, url: string) =>
    jobSourcesOf({ databaseUrl }, [{ name: "jobs", databaseUrl: url, preset: "pg-boss" }]).length === 1;
  const socket = "postgres://u@%2Fvar%2Frun%2Fpostgresql/shop";
  for (const [one, other] of [
    [socket, socket],
    ["postgres://u@db/shop", "postgresql://v:x@DB:5432/shop?sslmode=require"],
    ["postgres://u@h1:5432,h2:5432/shop", "postgres://u@h1:5432,h2:5432/shop"],
  ] as const)
    expect(reads(one, other), one).toBe(true);
  for (const other of ["postgres://u@db/shop", "postgres://u@%2Fvar%2Frun%2Fpostgresql/other", "postgres://u@h1:5432,h2:5432/shop"])
    expect(reads(socket, other), other).toBe(false);
  expect(reads("postgres://u@1.2/shop", "postgres://u@1.0.0.2/shop")).toBe(false);
});

test("of several tables only those that are not configured yet are offered, each by its name where nothing else tells them apart", () => {
  const endpoint = ["MessageId", "Dispatched", "DispatchedAt", "PersistenceVersion", "Operations"];
  const two = [table("bus", "BillingOutboxData", endpoint), table("bus", "SalesOutboxData", endpoint)];
  const offered = (mappings: readonly Mapping[]) => findOffers(shop, two, { ...nothing, mappings })[0]?.lines;
  const lines = (...entries: readonly string[]) =>
    `applications:\n  shop:\n    tables: # keep those of this application\n${entries.map((one) => `      - preset: nservicebus\n        ${one}\n`).join("")}`;
  expect(offered([])).toBe(lines('table: "bus.BillingOutboxData"', 'table: "bus.SalesOutboxData"'));
  const outboxes = expand([{ preset: "nservicebus", schema: null, only: null }], two).mappings;
  expect(offered(outboxes)).toBe(
    lines('table: "bus.BillingOutboxData"\n        only: processed', 'table: "bus.SalesOutboxData"\n        only: processed'),
  );
});

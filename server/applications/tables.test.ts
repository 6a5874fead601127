import { expect, test } from "vitest";
import { openApplications } from "./open.ts";
import type { Application } from "./port.ts";
import { findPreset } from "./presets.ts";
import { fixtures } from "./presets/conformance/fixtures.ts";
import { expand, readTables } from "./tables.ts";

const spec = {
  name: "orders",
  engine: "postgres",
  databaseUrl: "postgres://u:s3cret%zz@db/shop",
  consumes: [],
  unknown: null,
  tables: [],
} as const;

test("an address that the driver cannot read is unknown, with a reason that does not hold it", async () => {
  const { all } = openApplications([spec]);
  expect(await readTables(all[0] ?? expect.fail())).toEqual({ state: "unknown", reason: "Its address cannot be read." });
});

test("what fails unforeseen is told to whoever asks, ends no process, and is tried again", async () => {
  const [orders = expect.fail()] = openApplications([spec]).all;
  let asked = 0;
  const catalogue = async () => (asked++ === 0 ? Promise.reject(new TypeError("unforeseen")) : []);
  const application: Application = { ...orders, database: { ...orders.database, catalogue } };
  await expect(readTables(application)).rejects.toThrow("unforeseen");
  expect(await readTables(application)).toMatchObject({ state: "known" });
});

test("every preset whose framework notes what was processed says so", () => {
  for (const { preset, tables } of fixtures) {
    const tells = Object.values(tables).some(({ kind }) => kind === "processed");
    if (tells) expect(findPreset(preset)?.tellsProcessed, preset).toBe(true);
  }
});

const tableOf = (schema: string, name: string, columns: readonly string[], owner = "shop") =>
  ({
    schema,
    table: name,
    is: "table",
    columns: columns.map((column) => ({ name: column, type: "text" })),
    indexed: columns.slice(0, 1),
    owner,
    mayRead: true,
    mayWrite: false,
    hidesRows: false,
    isUnlogged: false,
  }) as const;
const usual = ["event_id", "consumer", "processed_at"];

test("tables of one preset that several roles made are none of them taken, until redrive.yaml names a schema", () => {
  const [own, planted] = [tableOf("shop", "processed_events", usual), tableOf("public", "processed_events", usual, "mallory")];
  const of = (schema: string | null) => expand([{ preset: "processed-events", schema, only: null }], [own, planted]);
  expect(expand([{ preset: "processed-events", schema: null, only: null }], [own]).mappings).toHaveLength(1);
  expect(of(null)).toMatchObject({
    mappings: [],
    problems: ["Tables of processed-events belong to mallory and shop: name the schema of the right ones."],
  });
  expect(expand([{ preset: "processed-events", schema: "shop", only: null, keeps: 300 }], [own, planted]).mappings).toMatchObject([
    { keeps: 300 },
  ]);
  expect(of("shop").mappings).toMatchObject([{ schema: "shop" }]);
});

test("of several tables of processed events that name no consumer none is taken, until redrive.yaml names one; their outboxes are", () => {
  const endpoint = ["MessageId", "Dispatched", "DispatchedAt", "PersistenceVersion", "Operations"];
  const catalogue = [tableOf("bus", "BillingOutboxData", endpoint), tableOf("bus", "SalesOutboxData", endpoint)];
  const spec = { preset: "nservicebus", schema: "bus", only: null };
  const several = expand([spec], catalogue);
  expect(several.mappings.map(({ kind, table }) => [kind, table])).toEqual([
    ["outbox", "BillingOutboxData"],
    ["outbox", "SalesOutboxData"],
  ]);
  expect(several.lacksProcessed).toBe(several.problems[0]);
  expect(several.problems).toEqual([
    'The preset nservicebus finds several tables of processed events (bus.BillingOutboxData and bus.SalesOutboxData), and not all of them may be of this application: name its own with "table".',
  ]);
  const named = expand([{ ...spec, table: { schema: "bus", table: "BillingOutboxData" } }], catalogue);
  expect(named.mappings.map(({ kind, table }) => [kind, table])).toEqual([
    ["processed", "BillingOutboxData"],
    ["outbox", "BillingOutboxData"],
  ]);
  expect(named).toMatchObject({ problems: [], lacksProcessed: null });
  const gone = expand([{ ...spec, table: { schema: "bus", table: "Gone" } }], catalogue);
  expect(gone.problems).toEqual(["No table of nservicebus is bus.Gone, or this role may not see it."]);
});

test("a table that names no consumer, beside one that does, is not taken for this application's; two that name theirs are", () => {
  const spec = { preset: "processed-events", schema: null, only: null };
  const shared = [tableOf("a", "processed_events", usual), tableOf("b", "processed_events", usual)];
  expect(expand([spec], shared)).toMatchObject({ mappings: [{ schema: "a" }, { schema: "b" }], problems: [] });
  const mixed = [tableOf("a", "processed_events", usual), tableOf("b", "inbox", ["message_id", "handled_at"])];
  expect(expand([spec], mixed)).toMatchObject({ mappings: [], problems: [expect.stringContaining("(a.processed_events and b.inbox)")] });
});

test("Wolverine's tables of one schema are one store, and those of two schemas are two", () => {
  const inbox = ["id", "status", "owner_id", "attempts", "body", "received_at", "keep_until"];
  const store = (schema: string) => [tableOf(schema, "incoming", inbox), tableOf(schema, "deduplication", ["deduplication_id", "expires"])];
  const spec = { preset: "wolverine", schema: null, only: null };
  expect(expand([spec], store("a"))).toMatchObject({ mappings: [{ table: "incoming" }, { table: "deduplication" }], problems: [] });
  expect(expand([spec], [...store("a"), ...store("b")])).toMatchObject({
    mappings: [],
    lacksProcessed: expect.stringContaining("a.incoming"),
  });
});

test("a time for which rows are kept makes no claim mean that the work was not done", () => {
  const claims = ["deduplication_id", "expires"];
  const answers = [...claims, "response_status_code"];
  const inbox = ["id", "status", "owner_id", "attempts", "body", "received_at", "keep_until"];
  const catalogue = [tableOf("a", "incoming", inbox), tableOf("a", "claims", claims), tableOf("a", "answers", answers)];
  const { mappings } = expand([{ preset: "wolverine", schema: null, only: null, keeps: 86_400 }], catalogue);
  expect(mappings.map((one) => [one.table, one.kind === "processed" && one.keeps])).toEqual([
    ["incoming", 86_400],
    ["claims", "oldest"],
    ["answers", "oldest"],
  ]);
});

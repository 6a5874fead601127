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

test("tables of one preset that several roles made are none of them taken, until redrive.yaml names a schema", () => {
  const columns = ["event_id", "consumer", "processed_at"].map((name) => ({ name, type: "text" }));
  const table = (schema: string, owner: string) =>
    ({
      schema,
      table: "processed_events",
      is: "table",
      columns,
      indexed: ["event_id"],
      owner,
      mayRead: true,
      mayWrite: false,
      hidesRows: false,
      isUnlogged: false,
    }) as const;
  const [own, planted] = [table("shop", "shop"), table("public", "mallory")];
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

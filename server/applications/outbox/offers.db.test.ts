import { expect, onTestFinished, test } from "vitest";
import { readConfig } from "../../config/read.ts";
import { createEmptyDatabase } from "../../testing/database.ts";
import type { TableSpec } from "../application.ts";
import type { Catalogue } from "../catalogue.ts";
import { openPostgres } from "../engines/postgres.ts";
import type { Mapping } from "../mapping.ts";
import { fixtures } from "../presets/conformance/fixtures.ts";
import { isJobPreset } from "../presets.ts";
import { expand } from "../tables.ts";
import { findOffers } from "./find-offers.ts";

const shop = { name: "shop", engine: "postgres" } as const;
const keyOf = ({ schema, table, kind }: Pick<Mapping, "schema" | "table" | "kind">) => `${schema}.${table} ${kind}`;

function offersOf(catalogue: Catalogue, mappings: readonly Mapping[]) {
  const all = findOffers(shop, catalogue, { mappings, jobs: [], sources: [] }).filter(({ preset }) => !isJobPreset(preset));
  const entries = all.map(({ lines }) => lines.split("\n").slice(3).join("\n")).join("");
  const yaml = `applications:\n  shop:\n    database: postgres://reader@db/shop\n    tables:\n${entries}`;
  return {
    tables: all.flatMap(({ tables }) => tables.map(keyOf)).toSorted(),
    specs: entries === "" ? [] : (readConfig(yaml, "redrive.yaml", {}).applications[0]?.tables ?? []),
  };
}

/** Takes what is offered beside what is configured: all of that, nothing else, without a problem, and nothing is offered again. */
function follow(catalogue: Catalogue, configured: readonly TableSpec[] = []) {
  const before = expand(configured, catalogue);
  const { tables, specs } = offersOf(catalogue, before.mappings);
  const taken = expand(specs, catalogue);
  expect(taken.problems).toEqual([]);
  expect(taken.mappings.map(keyOf).toSorted()).toEqual(tables);
  expect(offersOf(catalogue, [...before.mappings, ...taken.mappings]).tables).toEqual([]);
  return tables;
}

test.each(fixtures.map((fixture) => [`${fixture.preset} ${fixture.version}`, fixture] as const))(
  "%s: what is offered can be taken, also of two schemas and of two owners, and beside what is taken already",
  async (_name, { preset, ddl, tables }) => {
    const { sql, url } = await createEmptyDatabase();
    await sql.unsafe(ddl);
    const database = openPostgres(url);
    onTestFinished(() => database.close());
    const catalogue = await database.catalogue();
    const places = (all: readonly string[]) => [...new Set(all.map((one) => one.split(" ")[0]))];
    expect(places(follow(catalogue))).toEqual(expect.arrayContaining(Object.keys(tables)));
    const copy = catalogue.map((one) => ({ ...one, schema: `${one.schema} 2` }));
    const two = follow([...catalogue, ...copy]);
    expect(follow([...catalogue, ...copy.map((one) => ({ ...one, owner: "another" }))])).toEqual(two);
    const [own] = Object.keys(tables).map((place) => place.split(".")[0] ?? "");
    const rest = follow([...catalogue, ...copy], [{ preset, schema: own ?? "", only: null }]);
    expect(rest.length).toBeLessThan(two.length);
  },
);

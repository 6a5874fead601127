import { expect, test } from "vitest";
import { createEmptyDatabase } from "../../testing/database.ts";
import { expectTables } from "../../testing/expect-tables.ts";
import { jobPresetNames } from "../job-preset-names.ts";
import { presetNames } from "../presets.ts";
import { fixtures } from "./conformance/fixtures.ts";

// Tables of jobs are read and retried by their source: `server/sources/job-table/presets.db.test.ts`.
const ofJobs: readonly string[] = jobPresetNames;

test("every preset has a fixture", () => {
  expect(presetNames.filter((name) => !ofJobs.includes(name) && !fixtures.some(({ preset }) => preset === name))).toEqual([]);
});

test.each(fixtures.map((fixture) => [`${fixture.preset} ${fixture.version}`, fixture] as const))(
  "%s reads its tables",
  async (_name, { preset, ddl, tables }) => {
    const { sql: owner, url } = await createEmptyDatabase();
    await owner.unsafe(ddl);
    await expectTables({ owner, url, preset, tables });
  },
);

import { z } from "zod";
import { jobPresetNames } from "../../applications/job-preset-names.ts";
import { databaseUrl, sourceKind, text } from "../source-kind.ts";

export interface JobTableOptions {
  readonly databaseUrl: string;
  readonly preset: string;
  /** null: wherever the framework's tables are found. */
  readonly schema: string | null;
}

export const jobTable = sourceKind({
  kind: "job-table",
  offered: true,
  mirrored: true,
  shape: {
    database: databaseUrl(["postgres", "postgresql"]).meta({
      description: "Postgres with the table of jobs. A role that may read it is enough to capture; a replay updates the row of the job.",
      examples: ["${ORDERS_DATABASE_URL}"],
    }),
    preset: z.enum(jobPresetNames).describe("Framework whose failed jobs are dead letters."),
    schema: text
      .max(128)
      .optional()
      .meta({ description: "Schema of its tables. Left out: they are looked for in all schemas.", examples: ["pgboss"] }),
  },
  secrets: [],
  urls: ["databaseUrl"],
  options: ({ database, preset, schema }): JobTableOptions => ({ databaseUrl: database, preset, schema: schema ?? null }),
});

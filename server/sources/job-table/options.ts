import { z } from "zod";
import { jobPresetNames } from "../../applications/job-preset-names.ts";
import type { JobsMapping } from "../../applications/mapping.ts";
import { databaseUrl, sourceKind, text } from "../source-kind.ts";
import { ownTable, toOwnJobs } from "./own-table.ts";

export interface JobTableOptions {
  readonly databaseUrl: string;
  readonly preset: string;
  /** Where `preset` is none of a framework: the table that redrive.yaml spells out. */
  readonly jobs?: JobsMapping | null;
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
    preset: z.enum(jobPresetNames).optional().describe("Framework whose failed jobs are dead letters."),
    jobs: ownTable.optional().describe("Instead of a framework: a table of your own."),
    schema: text
      .max(128)
      .optional()
      .meta({ description: "Schema of its tables. Left out: they are looked for in all schemas.", examples: ["pgboss"] }),
  },
  secrets: [],
  urls: ["databaseUrl"],
  demands: {
    holds: ({ preset, jobs, schema }) => (preset === undefined) !== (jobs === undefined) && (jobs === undefined || schema === undefined),
    error: "must name a preset, or spell out jobs, which has its schema in its table",
  },
  options: ({ database, preset = "own-table", jobs, schema }): JobTableOptions => ({
    databaseUrl: database,
    preset,
    jobs: jobs ? toOwnJobs(jobs) : null,
    schema: schema ?? null,
  }),
});

import { z } from "zod";
import type { ApplicationSpec, Engine, TableSpec } from "../applications/application.ts";
import { readMysqlUrl } from "../applications/engines/mysql-url.ts";
import { findPreset, isJobPreset, presetNames } from "../applications/presets.ts";
import { databaseUrl, names, text, url } from "../sources/source-kind.ts";
import { placeOf, table } from "./tables/columns.ts";
import { latestTable, refuseUnclear, toLatest } from "./tables/latest.ts";
import { outboxTable, toOutbox } from "./tables/outbox.ts";
import { sequencesTable, toSequences } from "./tables/sequences.ts";
import { sentHeaders } from "./sent-headers.ts";
import { keeps, processedTable, toKeeps, toProcessed } from "./tables/processed.ts";

const most = 100;
const engineOf: Readonly<Record<string, Engine>> = {
  "postgres:": "postgres",
  "postgresql:": "postgres",
  "mysql:": "mysql",
  "mariadb:": "mysql",
};
const place = z.string().regex(/^[^/]+\/.+$/, { error: "must be source/queue, where * stands for anything, such as shop/orders.*" });

function refuseUnread(value: string, refuse: z.RefinementCtx): void {
  const { protocol } = new URL(value);
  const read = engineOf[protocol] === "mysql" ? readMysqlUrl(value) : null;
  if (read !== null && "problem" in read) refuse.addIssue({ code: "custom", message: read.problem });
}

/** Whoever names a framework of jobs here would believe that its failed jobs are captured. */
const noJobs = <Name extends string>(all: readonly Name[], isOfJobs: (name: string) => boolean, description: string) =>
  z
    .enum(all)
    .refine((name) => !isOfJobs(name), {
      error: ({ input }) =>
        `must not be ${String(input)}: failed jobs are dead letters, so a source of kind job-table reads them. Under sources, write: { kind: job-table, database: ..., preset: ${input === "jobs" ? "pg-boss" : String(input)} }`,
    })
    .meta({ description, enum: all.filter((name) => !isOfJobs(name)) });

const tellsProcessed = (name: string) => findPreset(name)?.tellsProcessed === true;

const preset = names({
  preset: noJobs(presetNames, isJobPreset, "Framework whose tables are looked for in the catalogue."),
  schema: text
    .max(128)
    .optional()
    .meta({ description: "Only in this schema. Left out: in all of them.", examples: ["public"] }),
  table: table
    .optional()
    .describe(
      "Only this table, with its schema, where several look like those of the framework, such as one for each endpoint. Left out: all of them.",
    ),
  only: noJobs(
    ["processed", "outbox", "jobs", "sequences"],
    (kind) => kind === "jobs",
    "Only its tables of this kind. Left out: all of them.",
  ).optional(),
  slot: text
    .max(63)
    .optional()
    .meta({
      description:
        "Of preset `debezium` only: the replication slot of its connector. Left out: the only logical slot of the database; of several, nobody knows which it is.",
      examples: ["orders_outbox"],
    }),
  keeps: keeps.optional().meta({
    description:
      "How long its rows of processed events are kept, where the application says otherwise than its framework: `all`, `oldest` or a number of days, such as 0.003 for 5 minutes. Left out: the framework's usual time.",
    examples: [{ days: 1 }],
  }),
})
  .refine(({ preset: name, slot }) => slot === undefined || name === "debezium", {
    path: ["slot"],
    error: "must only be set for debezium, whose connector reads the database's log",
  })
  .refine(({ preset: name, only, keeps: kept }) => kept === undefined || (tellsProcessed(name) && (only ?? "processed") === "processed"), {
    path: ["keeps"],
    error: "must only be set for a preset that says what was processed, and not with another kind in only",
  })
  .describe("Tables of a framework, found by their columns.");

const evidence = names({
  url: url(["https", "http"]).meta({
    description:
      "Address that is asked by POST; no redirect is followed. docs/guide/evidence-openapi.yaml says what it is asked and has to answer.",
    examples: ["http://orders.internal:8080/evidence"],
  }),
  headers: sentHeaders("EVIDENCE_TOKEN"),
});

const application = names({
  database: databaseUrl(["postgres", "postgresql", "mysql", "mariadb"])
    .superRefine(refuseUnread)
    .optional()
    .meta({
      description:
        "Its database: Postgres, MySQL or MariaDB. Left out where only `evidence` answers for it. A role that may only read is enough, and a replica will do. TLS: `sslmode=verify-full` on Postgres, `ssl-mode=verify_identity` and `ssl-ca` on MySQL and MariaDB.",
      examples: ["${ORDERS_DATABASE_URL}"],
    }),
  consumes: z
    .array(
      z.union([
        place,
        names({
          queue: place.describe("Dead-letter queue or topic."),
          consumer: text.max(512).describe("Its name in tables that many consumers share."),
        }),
      ]),
    )
    .max(most)
    .default([])
    .meta({
      description: "Dead-letter queues or topics of the messages that it consumes, as source/queue; `*` stands for anything.",
      examples: [["shop/orders.*", { queue: "shop/billing.dlq", consumer: "billing" }]],
    }),
  tables: z
    .array(z.union([preset, processedTable, outboxTable, sequencesTable, latestTable]))
    .max(most)
    .superRefine(refuseUnclear)
    .default([])
    .describe("What Redrive reads in it."),
  unknown: z
    .enum(["send", "hold"])
    .optional()
    .meta({
      description:
        "What a replay does with a message of which Redrive does not know whether it was processed: `send` or `hold`. Left out: a message that is replayed alone is sent; of many, those wait for which the database may answer later, and those are sent for which it never can.",
      examples: ["hold"],
    }),
  evidence: evidence.optional().describe("Endpoint of yours that says whether the effect of an event was done."),
}).refine((one) => one.database !== undefined || one.evidence !== undefined, {
  error: "must have a database or evidence: otherwise there is nothing to ask",
});

export const applicationsSchema = z
  .record(
    z.string().regex(/^[A-Za-z0-9][A-Za-z0-9._-]{0,62}$/, { error: "must be letters, digits, dots, dashes and underscores" }),
    application,
  )
  .default({})
  .describe(
    "Programs that consume your messages and have a database of their own, by name. Redrive reads there what was processed already.",
  );

type File = z.output<typeof applicationsSchema>;

export function toApplications(file: File): readonly ApplicationSpec[] {
  return Object.entries(file).map(([name, { database, consumes, tables, unknown, evidence: asked }]) => ({
    name,
    engine: (database === undefined ? undefined : engineOf[new URL(database).protocol]) ?? "postgres",
    databaseUrl: database ?? null,
    consumes: consumes.map((one) => (typeof one === "string" ? { queue: one, consumer: null } : one)),
    tables: tables.map(toTable),
    unknown: unknown ?? null,
    evidence: asked === undefined ? null : { url: asked.url, sends: asked.headers },
  }));
}

function toTable(spec: File[string]["tables"][number]): TableSpec {
  if ("preset" in spec) {
    const { preset: name, schema = null, table: named, only = null, slot, keeps: kept } = spec;
    const place = named === undefined ? null : placeOf(named);
    const told = { ...(slot === undefined ? {} : { slot }), ...(kept === undefined ? {} : { keeps: toKeeps(kept) }) };
    return { preset: name, schema, table: place, only, ...told };
  }
  if (spec.kind === "outbox") return toOutbox(spec);
  if (spec.kind === "latest") return toLatest(spec);
  return spec.kind === "sequences" ? toSequences(spec) : toProcessed(spec);
}

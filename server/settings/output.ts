import { z } from "zod";
import { shown, shownLine } from "../text/output.ts";
import { answer, blindness, seenSource } from "../queues/output.ts";

const sourceHealth = seenSource.extend({
  kind: z.string(),
  product: z.string().nullable(),
  queues: z.number(),
  paused: z.number(),
  failed: z.number(),
});

const workerLine = z.object({
  id: z.string(),
  host: z.string(),
  pid: z.number(),
  startedAt: z.date(),
  beatAt: z.date(),
  /** false: it has fallen silent. */
  alive: z.boolean(),
});
export type WorkerLine = Readonly<z.infer<typeof workerLine>>;

const databaseSize = z.object({
  /** Bytes on disk with indexes; the parts are ours, the rest is Postgres itself. */
  total: z.number(),
  parts: z
    .array(z.object({ name: z.enum(["messages", "bodies", "history", "counts", "replays", "audit", "other"]), bytes: z.number() }))
    .readonly(),
  version: z.string(),
  messages: z.number(),
  /** How far workers have derived the stored messages again since rules changed, from 0 to 1; null: all are derived by the rules of today. */
  derived: z.number().nullable(),
});
export type DatabaseSize = Readonly<z.infer<typeof databaseSize>>;

export const settings = z.object({
  answer,
  blind: blindness.nullable(),
  environment: z.object({ name: z.string(), tone: z.enum(["production", "staging", "development"]) }),
  configFile: z.string().nullable(),
  /** The effective configuration as YAML, secrets masked. */
  config: shown,
  sources: z.array(sourceHealth).readonly(),
  workers: z.array(workerLine).readonly(),
  database: databaseSize.extend({ embedded: z.boolean() }),
  /** Settled messages, and alerts that are over, are deleted after so many days; null: never. */
  retention: z.object({ settledDays: z.number().nullable(), alertDays: z.number().nullable() }),
});
export type Settings = Readonly<z.infer<typeof settings>>;

const failedImport = z.object({
  id: z.number(),
  queue: shownLine,
  source: shownLine,
  at: z.date(),
  error: shownLine,
  tries: z.number(),
  position: shownLine,
  size: z.number(),
});

export const failedImports = z.object({ total: z.number(), newest: z.array(failedImport).readonly() });
export type FailedImports = Readonly<z.infer<typeof failedImports>>;

export const importedAgain = z.object({ imported: z.number(), failed: z.number() });

import { sql } from "drizzle-orm";
import { countFailed } from "../../applications/jobs/count-failed.ts";
import { listQueues } from "../../applications/jobs/list-queues.ts";
import type { ReadyJobs } from "../../applications/jobs/job-table.ts";
import { openApplications } from "../../applications/open.ts";
import { findPreset } from "../../applications/presets.ts";
import type { Application } from "../../applications/port.ts";
import { runConsumption } from "../consumption.ts";
import { audienceOfExchange, intakeOfExchange } from "../no-exchange.ts";
import { type Broker, BrokerError, type Capabilities } from "../port.ts";
import { consumeJobs, Handed } from "./consume.ts";
import { findQueues } from "./find-queues.ts";
import { jobCodec } from "./head.ts";
import { openTable, toBrokerError } from "./open-table.ts";
import type { JobTableOptions } from "./options.ts";
import { noRetry, retryMessage } from "./publish.ts";
import { readFates } from "./read-fates.ts";

const [broker, place] = ["A table of jobs", "queue of it"];
/** One worker walks a table, since each walk is work for the shop's database. */
const capabilities: Capabilities = {
  capture: ["mirror", "watch"],
  confirms: true,
  ordered: false,
  findsAttempts: false,
  log: false,
  exchanges: false,
  billed: true,
};

/** The failed jobs of one framework in one database as dead letters. It has one connection at most, and opens none before it is asked. */
export function createJobTable({ source, ...options }: JobTableOptions & { readonly source: string }): Broker {
  const { application, close } = open(source, options);
  const { preset } = options;
  const closed = new AbortController();
  const walks = new Map<string, Handed>();
  const table = async <Answer>(work: (jobs: ReadyJobs) => Promise<Answer>): Promise<Answer> => {
    if (closed.signal.aborted) throw new BrokerError("closed", `The connection to "${source}" has been closed.`);
    try {
      return await work(await openTable(application));
    } catch (error) {
      throw toBrokerError(source, error);
    }
  };
  const demandQueue = async (jobs: ReadyJobs, queue: string) => {
    if (jobs.mapping.queues !== null && !(await listQueues(application.database, jobs)).includes(queue))
      throw new BrokerError("missing", `There is no queue "${queue}" in ${jobs.mapping.schema}.${jobs.mapping.queues.table}.`);
  };
  return {
    kind: "job-table",
    source,
    codec: jobCodec,
    ping: () =>
      table(async () => {
        const [row] = await application.database.read(sql`select current_setting('server_version') as version`);
        return `${preset} in PostgreSQL ${String(row?.["version"]).split(" ", 1)[0]}`;
      }),
    capabilities: () => capabilities,
    discover: (_isWatched, known = []) => table((jobs) => findQueues(application, jobs, { label: preset, known })),
    depth: (queue) =>
      table(async (jobs) => {
        await demandQueue(jobs, queue);
        const walk = walks.get(queue);
        const ready = walk ? walk.unread : await countFailed(application.database, jobs, queue);
        return { ready, oldestAt: null, expiresAt: null };
      }),
    preflight: async () => ({ safe: true, warnings: [] }),
    consume: async (queue, onBatch, options, signal) => {
      await table((jobs) => demandQueue(jobs, queue));
      const handed = new Handed();
      walks.set(queue, handed);
      try {
        const consumption = { queue, onBatch, options, signal: AbortSignal.any([signal, closed.signal]) };
        await runConsumption(
          consumption,
          (guarded) => consumeJobs(application, preset, guarded, handed),
          (error) => toBrokerError(source, error),
        );
      } finally {
        walks.delete(queue);
      }
      if (closed.signal.aborted && !signal.aborted) throw new BrokerError("closed", `The connection to "${source}" has been closed.`);
    },
    publish: (target, message, _attempt, hints) => retryMessage(application, target, message, hints),
    fates: (heads) => table((jobs) => readFates(application, jobs, heads)),
    release: async () => ({ state: "refused", reason: "The job is still in its table: nothing was taken out of it." }),
    audience: async (target) =>
      target.to === "exchange" ? audienceOfExchange(broker, place) : { receivers: [{ name: target.queue, consumers: null }], warnings: [] },
    intake: (target) =>
      table(async (jobs) => {
        if (target.to === "exchange") return intakeOfExchange(broker, place);
        const missing = jobs.mapping.retry === null ? noRetry : await whyMissing(application, jobs, target.queue);
        return { missing, most: { head: null, all: null } };
      }),
    lifetime: async () => null,
    close: async () => {
      closed.abort();
      await close();
    },
  };
}

async function whyMissing({ database }: Application, { mapping, ...jobs }: ReadyJobs, queue: string): Promise<string | null> {
  if (mapping.queues === null || (await listQueues(database, { mapping, ...jobs })).includes(queue)) return null;
  return `There is no queue "${queue}" in ${mapping.schema}.${mapping.queues.table}.`;
}

function open(source: string, { databaseUrl, preset, jobs, schema }: JobTableOptions) {
  if (!jobs && !findPreset(preset)) throw new Error(`There is no preset ${preset}.`);
  const spec = {
    name: source,
    engine: "postgres",
    databaseUrl,
    consumes: [],
    unknown: null,
    tables: [jobs ?? { preset, schema, only: "jobs" as const }],
  } as const;
  const { all, close } = openApplications([spec]);
  const [application] = all;
  if (!application) throw new Error(`Source "${source}" could not be opened.`);
  return { application, close };
}

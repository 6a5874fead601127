import { randomUUID } from "node:crypto";
import { findInside, startPostgresShop } from "./application-tables.ts";
import { startMariaShop } from "./mariadb-tables.ts";
import { percentile, printResult } from "./table.ts";
import { findLatest } from "../server/applications/sequences/find-latest.ts";
import { testContext } from "../server/testing/context.ts";
import { findLast } from "../server/applications/sequences/find-last.ts";
import { openApplications } from "../server/applications/open.ts";
import type { Application } from "../server/applications/port.ts";
import { findProcessed } from "../server/applications/processed/find-processed.ts";
import { findTwice } from "../server/applications/processed/find-twice.ts";
import { listProcessed } from "../server/applications/processed/list-processed.ts";
import { findFailed } from "../server/applications/jobs/find-failed.ts";
import { listQueues } from "../server/applications/jobs/list-queues.ts";
import { readJobs } from "../server/applications/jobs/read-jobs.ts";
import { readSizes } from "../server/applications/jobs/read-sizes.ts";
import { readStates } from "../server/applications/jobs/read-states.ts";
import { readStuck } from "../server/applications/jobs/read-stuck.ts";
import { findOutboxRows } from "../server/applications/outbox/find-rows.ts";
import { listOutboxRows } from "../server/applications/outbox/list-rows.ts";
import { noteWaiting } from "../server/applications/outbox/note-waiting.ts";
import { readOutboxTable } from "../server/applications/outbox/read-table.ts";

const rounds = 40;
const together = 500;

/**
 * What each read of a shop's database costs there, with 10 million rows in each of its tables. `REDRIVE_BENCH_ROWS`: so many. `REDRIVE_BENCH_ENGINE`: `mariadb`, instead of Postgres. One question may be several
 * reads: the longest counts. `connections`: of one process of Redrive at that database, at most.
 */
export async function benchApplications(): Promise<void> {
  const rows = Number(process.env["REDRIVE_BENCH_ROWS"] ?? 10_000_000);
  const engine = process.env["REDRIVE_BENCH_ENGINE"] ?? "postgres";
  const shop = await (engine === "mariadb" ? startMariaShop : startPostgresShop)(rows);
  const opened = openApplications([shop.spec]);
  try {
    const reads: number[] = [];
    const refused: string[] = [];
    const application = timed(opened.all[0] as Application, reads, refused);
    const any = () => Math.floor(Math.random() * rows);
    const some = (of: (n: number) => string) => Array.from({ length: together }, () => of(any()));
    const { outbox, jobs } = await findInside(application);
    const { database } = application;
    const ctx = { ...testContext(shop.clients), applications: { all: [application], close: async () => {} } };
    const place = { application: "shop", schema: outbox.mapping.schema, table: outbox.mapping.table };
    const asks: Readonly<Record<string, () => Promise<unknown>>> = {
      "were 500 events processed": () =>
        findProcessed(
          application,
          "orders",
          some((n) => `e-${2 * n}`).map((eventId) => ({ eventId, producedAt: Date.now() - 3_600_000 })),
        ),
      "who processed an event": () => listProcessed(application, "orders", `e-${any()}`),
      "events processed twice": () => findTwice(application),
      "an outbox": () => readOutboxTable(database, outbox),
      "a page of rows that wait": () => listOutboxRows(ctx, { ...place, state: "unpublished" }),
      "a page of rows that failed": () => listOutboxRows(ctx, { ...place, state: "failed" }),
      "rows that wait, of a table without times": () => {
        if (outbox.state === "unknown") throw new Error(outbox.reason);
        return noteWaiting(database, outbox, { now: Date.now(), before: new Map() });
      },
      "rows of an event in outboxes": () =>
        findOutboxRows(ctx, { by: "eventId", value: engine === "mariadb" ? `e-${any()}` : randomUUID() }),
      // Elsewhere no index leads to a key, and nothing is asked.
      ...(engine === "mariadb" && { "rows of a key in outboxes": () => findOutboxRows(ctx, { by: "key", value: `ord-${any()}` }) }),
      "the newest states of 500 keys": () =>
        findLatest(
          application,
          "orders",
          some((n) => `ord-${n}`).map((key) => ({ key, eventType: "OrderPlaced" })),
        ),
      "the catalogue": () => database.catalogue(),
      "how far a replica is behind": () => database.dialect.replicaLag(database.read),
      "the last numbers of 500 keys": () =>
        findLast(
          application,
          "orders",
          some((n) => `ord-${n}`),
        ),
      ...(jobs && {
        // What was asked within a second is not read again of the same database.
        "all failed jobs at once": () => findFailed({ ...database }, jobs, { queue: "default", after: null }),
        "the next failed jobs of a walk": () => findFailed(database, jobs, { queue: "default", after: String(any()) }),
        "queues of jobs": () => listQueues(database, jobs),
        "jobs in hand for too long": () => readStuck(database, jobs),
        "what became of 500 jobs": () => readStates(database, jobs, "default", some(String)),
        "500 jobs": () => readJobs(database, jobs, "default", some(String)),
        "the sizes of 500 jobs": () => readSizes(database, jobs, "default", some(String)),
      }),
    };
    const lines = [];
    let connections = 0;
    for (const [what, ask] of Object.entries(asks)) {
      const longest: number[] = [];
      for (let round = 0; round < rounds; round++) {
        reads.length = 0;
        const [, seen] = await Promise.all([ask(), shop.connections()]);
        connections = Math.max(connections, seen);
        longest.push(Math.max(0, ...reads));
      }
      if (refused.length > 0) throw new Error(`${what}: ${refused.length} reads failed: ${refused[0]}`);
      const ms = (share: number) => Number(percentile(longest, share).toFixed(1));
      lines.push({ what, "p50 ms": ms(0.5), p95: ms(0.95), most: ms(1) });
    }
    const most = { what: "connections of one process", "p50 ms": connections, p95: connections, most: connections };
    printResult(`applications on ${engine}`, [...lines, most]);
  } finally {
    await opened.close();
    await shop.stop();
  }
}

/** The same application; how long each of its reads takes is noted, and what they say where they fail. */
function timed(application: Application, reads: number[], refused: string[]): Application {
  const { database } = application;
  const time = async <Answer>(ask: () => Promise<Answer>): Promise<Answer> => {
    const start = performance.now();
    try {
      return await ask();
    } catch (error) {
      // Whoever asks takes it for unknown; here it is a fault.
      refused.push(error instanceof Error ? error.message : String(error));
      throw error;
    } finally {
      reads.push(performance.now() - start);
    }
  };
  const read: typeof database.read = (statement) => time(() => database.read(statement));
  const catalogue: typeof database.catalogue = (named) => time(() => database.catalogue(named));
  return { ...application, database: { ...database, read, catalogue } };
}

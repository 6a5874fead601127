import { readGraphileErrors } from "./job-errors/graphile-worker.ts";
import type { ReadJobErrors } from "./job-errors/job-error.ts";
import { readObanErrors } from "./job-errors/oban.ts";
import { readPgBossErrors } from "./job-errors/pg-boss.ts";
import { readCeleryResultErrors, readPgQueuerErrors } from "./job-errors/python.ts";
import { readDelayedJobErrors, readGoodJobErrors, readSolidQueueErrors } from "./job-errors/rails.ts";
import { readRiverErrors } from "./job-errors/river.ts";
import { readTwoColumns } from "./job-errors/two-columns.ts";

/** How each framework for background jobs tells its errors, by its name in redrive.yaml. One that tells none is left out. */
export const jobErrors: Readonly<Record<string, ReadJobErrors>> = {
  "pg-boss": readPgBossErrors,
  "graphile-worker": readGraphileErrors,
  oban: readObanErrors,
  river: readRiverErrors,
  "solid-queue": readSolidQueueErrors,
  "good-job": readGoodJobErrors,
  "delayed-job": readDelayedJobErrors,
  "own-table": readDelayedJobErrors,
  pgqueuer: readPgQueuerErrors,
  "django-celery-results": readCeleryResultErrors,
  "wolverine-dead-letters": readTwoColumns(["exception_type"], ["exception_message"]),
  // By JDBC and by JPA.
  "axon-dead-letters": readTwoColumns(["causetype", "cause_type"], ["causemessage", "cause_message"]),
};

import { readPgBossErrors } from "./job-errors/pg-boss.ts";
import type { ReadJobErrors } from "./job-errors/job-error.ts";

/** How each framework for background jobs tells its errors, by its name in redrive.yaml. One that tells none is left out. */
export const jobErrors: Readonly<Record<string, ReadJobErrors>> = {
  "pg-boss": readPgBossErrors,
};

import type { jobPresetNames } from "./job-preset-names.ts";
import type { Preset } from "./preset.ts";
import { axonDeadLetters } from "./presets/axon-dead-letters.ts";
import { dbScheduler } from "./presets/db-scheduler.ts";
import { delayedJob } from "./presets/delayed-job.ts";
import { djangoCeleryResults } from "./presets/django-celery-results.ts";
import { goodJob } from "./presets/good-job.ts";
import { graphileWorker } from "./presets/graphile-worker.ts";
import { oban } from "./presets/oban.ts";
import { pgBoss } from "./presets/pg-boss.ts";
import { pgQueuer } from "./presets/pgqueuer.ts";
import { procrastinate } from "./presets/procrastinate.ts";
import { river } from "./presets/river.ts";
import { solidQueue } from "./presets/solid-queue.ts";
import { wolverineDeadLetters } from "./presets/wolverine-dead-letters.ts";

const byName: Readonly<Record<(typeof jobPresetNames)[number], Preset>> = {
  "pg-boss": pgBoss,
  "graphile-worker": graphileWorker,
  oban: oban,
  river: river,
  "solid-queue": solidQueue,
  "good-job": goodJob,
  "delayed-job": delayedJob,
  pgqueuer: pgQueuer,
  procrastinate: procrastinate,
  "db-scheduler": dbScheduler,
  "django-celery-results": djangoCeleryResults,
  "wolverine-dead-letters": wolverineDeadLetters,
  "axon-dead-letters": axonDeadLetters,
};

/** Frameworks for background jobs whose failed jobs are dead letters. */
export const jobPresets: readonly Preset[] = Object.values(byName);

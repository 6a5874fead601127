/** The presets of `job-presets.ts`, for whoever needs no more than their names. */
export const jobPresetNames = [
  "pg-boss",
  "graphile-worker",
  "oban",
  "river",
  "solid-queue",
  "good-job",
  "delayed-job",
  "pgqueuer",
  "procrastinate",
  "db-scheduler",
  "django-celery-results",
  "wolverine-dead-letters",
  "axon-dead-letters",
] as const;

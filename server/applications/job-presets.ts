import type { jobPresetNames } from "./job-preset-names.ts";
import type { Preset } from "./preset.ts";
import { pgBoss } from "./presets/pg-boss.ts";

const byName: Readonly<Record<(typeof jobPresetNames)[number], Preset>> = {
  "pg-boss": pgBoss,
};

/** Frameworks for background jobs whose failed jobs are dead letters. */
export const jobPresets: readonly Preset[] = Object.values(byName);

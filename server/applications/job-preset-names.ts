/** The presets of `job-presets.ts`, for whoever needs no more than their names. */
export const jobPresetNames = ["pg-boss"] as const;

/** How far back the overview's charts look. */
export const ranges = ["1h", "24h", "7d"] as const;
export type Range = (typeof ranges)[number];

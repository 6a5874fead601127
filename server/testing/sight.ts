import type { Sight } from "../queues/sight.ts";

export const sightNow = new Date("2026-11-20T03:12:00Z");

/** Everything that is watched is read. */
export const clearSight: Sight = {
  now: sightNow,
  restricted: false,
  workers: 1,
  workerAt: sightNow,
  sources: [
    { name: "shop-eu", state: "connected", since: sightNow, lastSuccessAt: sightNow, lastError: null },
    { name: "shop-aws", state: "connected", since: sightNow, lastSuccessAt: sightNow, lastError: null },
  ],
  queues: { watched: 6, paused: 0, failed: 0, waiting: 0, unheld: 0, neverRead: 0, readAt: new Date(sightNow.getTime() - 6_000) },
};

const failedAt = new Date(sightNow.getTime() - 200_000);
const failed = { state: "failed" as const, since: failedAt, lastSuccessAt: failedAt, lastError: "Connection refused." };

/** No worker lives; one source is away; all are; none is named in the configuration. */
export const darkSights = {
  worker: { ...clearSight, workers: 0, workerAt: new Date(sightNow.getTime() - 240_000) },
  source: { ...clearSight, sources: clearSight.sources.map((source, index) => (index === 0 ? { ...source, ...failed } : source)) },
  sources: { ...clearSight, sources: clearSight.sources.map((source) => ({ ...source, ...failed })) },
  unconfigured: { ...clearSight, sources: [] },
} as const satisfies Record<string, Sight>;

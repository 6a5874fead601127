import { boomerangs, captureLag, failedImports, ingested } from "../metrics/counters.ts";
import type { QueueReader } from "../messages/derive/queue-reader.ts";
import type { Incoming } from "./incoming.ts";
import type { Stored } from "./store-batch.ts";

type Queue = Pick<QueueReader, "source" | "queue">;

/** Counts what a transaction has stored, for `/metrics`, after its commit. */
export function countStored({ source, queue }: Queue, { stored, cameBack }: Pick<Stored, "stored" | "cameBack">): void {
  ingested.inc({ source, queue }, stored);
  if (cameBack > 0) boomerangs.inc({ source, queue }, cameBack);
}

/** How long after their deaths these were stored. Of clocks that disagree a death may be ahead: that is no time at all. */
export function observeLag({ source }: Queue, incoming: readonly Incoming[], now: Date): void {
  for (const { arrival } of incoming)
    if (arrival.derived.deathKnown) captureLag.observe({ source }, Math.max(now.getTime() - arrival.derived.sortAt.getTime(), 0) / 1_000);
}

export function countFailedImport({ source, queue }: Queue): void {
  failedImports.inc({ source, queue });
}

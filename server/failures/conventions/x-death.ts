import { failedPlace } from "../death-origin.ts";
import { type Death, readDeaths } from "../deaths.ts";
import { newEvidence } from "../evidence.ts";
import type { Evidence, FailedMessage, HandlingCount } from "../failure.ts";
import { presentNames } from "../read-header.ts";

/** The name of this convention: what the broker noted of deaths before somebody published the message anew says nothing of its last. */
export const brokersRecord = "RabbitMQ";

const names = ["x-death", "x-delivery-count", "x-acquired-count"].concat(
  ["first", "last"].flatMap((which) => ["reason", "queue", "exchange"].map((what) => `x-${which}-death-${what}`)),
);

/**
 * RabbitMQ's own record: one entry per queue and reason, of which only the first is in order on every version. What a replay
 * must not carry of it the protocol's codec knows. Of several deaths in one queue the broker keeps the time of the first: no earlier did it die.
 */
export function readXDeath(message: FailedMessage): Evidence | null {
  const headers = presentNames(message, names);
  if (headers.length === 0) return null;
  const deaths = readDeaths(message);
  const { death: failed, reason, origin } = failedPlace(message, deaths);
  // It died when this queue let go of it, where that is told: not after a wait, from which it may have gone back to work and been parked by a publish.
  const single = deaths.filter(({ queue }) => queue !== message.queue).length === 1;
  const isLast = failed !== null && failed === deaths[0] && failed.count === 1 && (failed.reason !== "expired" || single);
  return newEvidence(brokersRecord, {
    headers,
    counts: countsOf(deaths),
    origin,
    reason,
    diedAt: isLast ? failed.firstAt : null,
    diedAfter: deaths.reduce<Date | null>((latest, { firstAt }) => (latest && (!firstAt || latest > firstAt) ? latest : firstAt), null),
  });
}

/**
 * It counts rejections at queues, in the order of their first times, never the tries of a consumer: a consumer may try several times before it rejects, and a rejection may come
 * before any. Of the delivery limit only that it was reached is carried.
 */
function countsOf(deaths: readonly Death[]): readonly HandlingCount[] {
  const oldestFirst = deaths.toReversed().toSorted((a, b) => (a.firstAt?.getTime() ?? 0) - (b.firstAt?.getTime() ?? 0));
  return oldestFirst.flatMap(({ reason, queue, count, firstAt }): HandlingCount[] => {
    const counted = { where: queue, firstAt, source: "x-death" };
    if (reason === "rejected") return [{ kind: "rejected", count, ...counted }];
    return reason === "delivery_limit" ? [{ kind: "limit", count: null, ...counted }] : [];
  });
}

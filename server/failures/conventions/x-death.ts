import { type Death, readDeaths } from "../deaths.ts";
import { newEvidence, newOrigin } from "../evidence.ts";
import type { Evidence, FailedMessage, HandlingCount, Origin } from "../failure.ts";
import { headerText, presentNames } from "../read-header.ts";

/** The name of this convention: what the broker noted of deaths before somebody published the message anew says nothing of its last. */
export const brokersRecord = "RabbitMQ";

const names = ["x-death", "x-delivery-count", "x-acquired-count"].concat(
  ["first", "last"].flatMap((which) => ["reason", "queue", "exchange"].map((what) => `x-${which}-death-${what}`)),
);

/**
 * RabbitMQ's own record: one entry per queue and reason, of which only the first is in order on every version. It failed where it was
 * last rejected or ran out of deliveries, this queue apart: the waiting queues of a retry topology only let it expire. What a replay
 * must not carry of it the protocol's codec knows. Of several deaths in one queue the broker keeps the time of the first: no earlier did it die.
 */
export function readXDeath(message: FailedMessage): Evidence | null {
  const headers = presentNames(message, names);
  if (headers.length === 0) return null;
  const deaths = readDeaths(message);
  const elsewhere = deaths.filter(({ queue }) => queue !== message.queue);
  const failed = elsewhere.find(({ reason }) => reason === "rejected" || reason === "delivery_limit") ?? elsewhere[0];
  if (!failed) return newEvidence(brokersRecord, { headers, counts: countsOf(deaths) });
  // What expires again and again came back each time: a wait of a retry topology, where nothing fails.
  const waited = failed.reason === "expired" && failed.count !== null && failed.count > 1;
  // It died when this queue let go of it, where that is told: not after a wait, from which it may have gone back to work and been parked by a publish.
  const isLast = failed === deaths[0] && failed.count === 1 && (failed.reason !== "expired" || elsewhere.length === 1);
  return newEvidence(brokersRecord, {
    headers,
    counts: countsOf(deaths),
    origin: originOf(message, waited ? null : failed.queue, deaths),
    reason: waited ? null : failed.reason,
    diedAt: isLast ? failed.firstAt : null,
    diedAfter: failed.firstAt,
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

/** The first publish is what x-first-death-* names; without it only a single entry can tell. */
function originOf(message: FailedMessage, failedIn: string | null, deaths: readonly Death[]): Origin | null {
  const queue = headerText(message, "x-first-death-queue");
  const reason = headerText(message, "x-first-death-reason");
  const first = deaths.length === 1 ? deaths[0] : deaths.find((death) => death.queue === queue && death.reason === reason);
  const exchange = headerText(message, "x-first-death-exchange") ?? first?.exchange ?? null;
  return newOrigin({ queue: failedIn, exchange, routingKey: first?.routingKey ?? null });
}

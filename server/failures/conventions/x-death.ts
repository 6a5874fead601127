import type { HeaderValue } from "../../sources/port.ts";
import { countedAttempts, exactAttempt, newEvidence, newOrigin } from "../evidence.ts";
import type { Attempt, Evidence, FailedMessage, Origin } from "../failure.ts";
import { countOf, fieldOf, fieldText, findHeader, headerText, presentNames, valueText } from "../read-header.ts";
import { timeOf } from "../../text/time.ts";

/** The name of this convention: what the broker noted of deaths before somebody published the message anew says nothing of its last. */
export const brokersRecord = "RabbitMQ";

interface Death {
  readonly queue: string | null;
  readonly reason: string | null;
  readonly count: number | null;
  /** Of the first death of this queue and reason; the broker does not keep the later ones. */
  readonly firstAt: Date | null;
  readonly exchange: string | null;
  readonly routingKey: string | null;
}

const names = ["x-death", "x-delivery-count", "x-acquired-count"].concat(
  ["first", "last"].flatMap((which) => ["reason", "queue", "exchange"].map((what) => `x-${which}-death-${what}`)),
);
const mostEntries = 100;

/**
 * RabbitMQ's own record: one entry per queue and reason, of which only the first is in order on every version. It failed where it was
 * last rejected or ran out of deliveries, this queue apart: the waiting queues of a retry topology only let it expire. What a replay
 * must not carry of it the protocol's codec knows. Of several deaths in one queue the broker keeps the time of the first: no earlier did it die.
 */
export function readXDeath(message: FailedMessage): Evidence | null {
  const headers = presentNames(message, names);
  if (headers.length === 0) return null;
  const deaths = readDeaths(findHeader(message, "x-death"));
  const elsewhere = deaths.filter(({ queue }) => queue !== message.queue);
  const failed = elsewhere.find(({ reason }) => reason === "rejected" || reason === "delivery_limit") ?? elsewhere[0];
  if (!failed) return newEvidence(brokersRecord, { headers });
  // What expires again and again came back each time: a wait of a retry topology, where nothing fails.
  const waited = failed.reason === "expired" && failed.count !== null && failed.count > 1;
  // It died when this queue let go of it, where that is told: not after a wait, from which it may have gone back to work and been parked by a publish.
  const isLast = failed === deaths[0] && failed.count === 1 && (failed.reason !== "expired" || elsewhere.length === 1);
  const { attempts, attemptCount } = attemptsOf(failed, deaths[0] ?? failed);
  return newEvidence(brokersRecord, {
    headers,
    attempts,
    attemptCount,
    origin: originOf(message, waited ? null : failed.queue, deaths),
    reason: waited ? null : failed.reason,
    diedAt: isLast ? failed.firstAt : null,
    diedAfter: failed.firstAt,
  });
}

function readDeaths(value: HeaderValue | null): readonly Death[] {
  const tables = (value?.items ?? []).slice(0, mostEntries).filter(({ type }) => type === "table");
  return tables.map((table) => ({
    queue: fieldText(table, "queue"),
    reason: fieldText(table, "reason"),
    count: countOf(fieldText(table, "count")) || null,
    firstAt: timeOf(fieldText(table, "time")),
    exchange: fieldText(table, "exchange"),
    routingKey: valueText(fieldOf(table, "routing-keys")?.items?.[0]),
  }));
}

/**
 * Rejections are attempts; expiry, overflow and the delivery limit tell nothing about how often it was tried. When the newest death is
 * a wait that has led back to the queue before, an attempt followed that was not rejected but parked by a publish.
 */
function attemptsOf(failed: Death, newest: Death): Pick<Evidence, "attempts" | "attemptCount"> {
  const { reason, count, queue, firstAt } = failed;
  if (reason !== "rejected") return { attempts: [], attemptCount: null };
  const first = exactAttempt(1, { at: firstAt, where: queue, source: "x-death" });
  const firstOnly: Attempt = { ...first, source: "x-death, first time", certainty: "first_only" };
  if (newest !== failed && count === 1) return { attempts: [firstOnly], attemptCount: null };
  if (count === 1) return { attempts: [first], attemptCount: 1 };
  if (count === null) return { attempts: [firstOnly], attemptCount: null };
  const parked = newest !== failed && newest.reason === "expired" && newest.count === count;
  const rest = countedAttempts(2, count, queue, `x-death, count ${count}`);
  const last = parked
    ? countedAttempts(count + 1, count + 1, queue, `${newest.queue ?? "the wait"} led back to it after the last rejection`)
    : [];
  return { attempts: [firstOnly, ...rest, ...last], attemptCount: parked ? count + 1 : count };
}

/** The first publish is what x-first-death-* names; without it only a single entry can tell. */
function originOf(message: FailedMessage, failedIn: string | null, deaths: readonly Death[]): Origin | null {
  const queue = headerText(message, "x-first-death-queue");
  const reason = headerText(message, "x-first-death-reason");
  const first = deaths.length === 1 ? deaths[0] : deaths.find((death) => death.queue === queue && death.reason === reason);
  const exchange = headerText(message, "x-first-death-exchange") ?? first?.exchange ?? null;
  return newOrigin({ queue: failedIn, exchange, routingKey: first?.routingKey ?? null });
}

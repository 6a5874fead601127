import type { HeaderValue } from "../../brokers/broker.ts";
import { newEvidence } from "../evidence.ts";
import type { Attempt, Evidence, FailedMessage, Origin } from "../failure.ts";
import { countOf, findText, findValue, presentNames, tableText, timeOf } from "../read-header.ts";

interface Death {
  readonly queue: string | null;
  readonly reason: string | null;
  readonly count: number | null;
  /** Of the first death of this queue and reason; later ones are not kept. */
  readonly firstAt: Date | null;
  readonly exchange: string | null;
  readonly routingKey: string | null;
}

const deathHeaders = ["x-death", "x-first-death-*", "x-last-death-*", "x-delivery-count", "x-acquired-count"];
const failings = ["rejected", "delivery_limit"];

/**
 * RabbitMQ's own record. One entry per queue and reason, the newest first (only index 0 is in order on every version). The entry that
 * failed is the newest that was rejected or reached its delivery limit in another queue: waiting queues of a retry topology expire.
 */
export function readXDeath(message: FailedMessage): Evidence | null {
  const headers = presentNames(message.head, deathHeaders);
  const value = findValue(message.head, "x-death");
  const deaths = value?.type === "array" ? (value.items ?? []).filter((item) => item.type === "table").map(toDeath) : [];
  if (deaths.length === 0) return headers.length > 0 ? newEvidence("x-death", { headers, strips: headers }) : null;
  const elsewhere = deaths.filter((death) => death.queue !== message.queue);
  const failing = elsewhere.find((death) => failings.includes(death.reason ?? "")) ?? elsewhere[0] ?? null;
  const newest = deaths[0];
  const rejected = failing?.reason === "rejected";
  return newEvidence("x-death", {
    headers,
    strips: headers,
    attempts: failing && rejected ? rejections(failing) : [],
    attemptCount: rejected ? (failing?.count ?? null) : null,
    origin: failing ? originOf(message, failing, deaths) : null,
    reason: failing?.reason ?? newest?.reason ?? null,
    diedAt: newest?.count === 1 ? newest.firstAt : null,
  });
}

function toDeath(table: HeaderValue): Death {
  const keys = table.fields?.find((field) => field.name === "routing-keys")?.value;
  return {
    queue: tableText(table, "queue"),
    reason: tableText(table, "reason"),
    count: countOf(tableText(table, "count")),
    firstAt: timeOf(tableText(table, "time")),
    exchange: tableText(table, "exchange"),
    routingKey: keys?.items?.[0]?.text ?? null,
  };
}

/** The first publish is what x-first-death names; the entries after index 0 are in no reliable order. */
function originOf(message: FailedMessage, failing: Death, deaths: readonly Death[]): Origin {
  const queue = findText(message.head, "x-first-death-queue");
  const reason = findText(message.head, "x-first-death-reason");
  const first = deaths.find((death) => death.queue === queue && death.reason === reason) ?? failing;
  return {
    queue: failing.queue,
    exchange: findText(message.head, "x-first-death-exchange") ?? first.exchange,
    routingKey: first.routingKey,
    handler: null,
  };
}

function rejections({ queue, count, firstAt }: Death): readonly Attempt[] {
  if (!count) return [];
  const first: Attempt = { from: 1, to: 1, at: firstAt, where: queue, error: null, source: "x-death, first time", certainty: "first_only" };
  if (count === 1) return [{ ...first, source: "x-death", certainty: "exact" }];
  return [first, { ...first, from: 2, to: count, at: null, source: `x-death, count ${count}`, certainty: "count_only" }];
}

import type { ReplayTarget } from "../db/schema/replays.ts";
import type { Origin } from "../failures/failure.ts";
import type { OriginRecord } from "../failures/origin-record.ts";
import type { RouteFacts } from "../messages/route-facts.ts";
import type { Target } from "../sources/port.ts";

/** A check's code: why a message cannot go to a target, whatever its broker says. */
export type Obstacle = "incomplete" | "internal_topic" | "no_origin" | "no_partition" | "unsendable";

/** Where one message goes. "bindings": it carries no queue, but what the bindings of its broker tell one by. */
export type Destination = Target | { readonly to: "bindings"; readonly exchange: string; readonly routingKey: string };

interface From {
  readonly facts: RouteFacts;
  readonly log: boolean;
  /** See `Candidate.exchanges`. */
  readonly exchanges: boolean | null;
}

/** The one rule that plan, start and send go by; null: nothing in the message keeps it from going there. */
export function obstacleOf(target: ReplayTarget, from: From): Obstacle | null {
  const { facts, exchanges } = from;
  if (target.to === "release") return facts.releaseProblem === null ? null : "unsendable";
  if (facts.incomplete) return "incomplete";
  const unplaced = target.to === "failed_queue" ? toFailedQueue(target.partition === "origin", from) : null;
  if (unplaced) return unplaced;
  if (target.to === "origin" && (!facts.exchange || exchanges === false)) return "no_origin";
  return facts.problem === null ? null : "unsendable";
}

function toFailedQueue(samePartition: boolean, { facts, log, exchanges }: From): Obstacle | null {
  if (facts.internal) return "internal_topic";
  const bound = facts.exchange && exchanges === true;
  if (!facts.queue && !bound) return "no_origin";
  return samePartition && log && !facts.partition ? "no_partition" : null;
}

/** What the bytes of a message say of where it came from. */
interface Carried {
  /** The dead-letter queue that it lies in. */
  readonly queue: string;
  readonly origin: Origin | null;
  /** null: it comes from no log, or does not say. */
  readonly record: OriginRecord | null;
}

/** Where a message without an obstacle goes. */
export function destinationOf(target: ReplayTarget, { queue, origin, record }: Carried): Destination {
  const [exchange, routingKey] = [origin?.exchange ?? "", origin?.routingKey ?? ""];
  const published = publishedOf(origin);
  switch (target.to) {
    case "exchange":
      return target;
    case "queue":
      return { ...published, ...target };
    case "release":
      return { to: "queue", queue };
    case "origin":
      return { to: "exchange", exchange, routingKey };
    case "failed_queue":
      if (!origin?.queue) return { to: "bindings", exchange, routingKey };
      if (target.partition === "origin" && record !== null) return { to: "queue", queue: origin.queue, part: record.part };
      return { to: "queue", queue: origin.queue, ...published };
  }
}

function publishedOf(origin: Origin | null): { readonly routingKey?: string; readonly publishedTo?: string } {
  const { exchange = null, routingKey = null } = origin ?? {};
  return { ...(routingKey ? { routingKey } : {}), ...(exchange === null ? {} : { publishedTo: exchange }) };
}

import type { FoundQueue } from "../port.ts";
import { hazardWarnings, numberSetting, returnHazard, textSetting } from "./delivery-limit.ts";
import { routesTo } from "./exchange-routes.ts";
import type { ManagedBinding, ManagedExchange, ManagedQueue } from "./management.ts";
import { queueWarnings } from "./queue-warnings.ts";

/** What the management API shows of one virtual host at one time. */
export interface Snapshot {
  readonly vhost: string;
  readonly version: number;
  readonly queues: readonly ManagedQueue[];
  readonly exchanges: readonly ManagedExchange[];
  readonly bindings: readonly ManagedBinding[];
}

const deadName = /(^|[._-])(dlq|dlx|dead[._-]?letters?([._-]?queue)?|errors?|skipped|poison|parking[._-]?lot)$/i;
const otherDeadNames = new Set(["EasyNetQ_Default_Error_Queue"]);

/** The queues where dead letters of this queue arrive; empty where it has no dead-letter exchange or that routes nowhere. */
export function deadLetterTargets(queue: ManagedQueue, snapshot: Snapshot): readonly string[] {
  const exchange = textSetting(queue, "dead-letter-exchange");
  if (exchange === null) return [];
  const key = textSetting(queue, "dead-letter-routing-key");
  return routesTo(snapshot, exchange, key).filter((name) => name !== queue.name);
}

/** The origins of every queue that has some. */
export function originsOf(snapshot: Snapshot): ReadonlyMap<string, readonly ManagedQueue[]> {
  const origins = new Map<string, ManagedQueue[]>();
  for (const queue of snapshot.queues) {
    for (const target of deadLetterTargets(queue, snapshot)) origins.set(target, [...(origins.get(target) ?? []), queue]);
  }
  return origins;
}

/** Every queue with its role, its origins and what would lose messages there. Pure. */
export function readTopology(snapshot: Snapshot): readonly FoundQueue[] {
  const origins = originsOf(snapshot);
  return snapshot.queues.map((queue): FoundQueue => {
    const from = deadFrom(queue, origins);
    const dead = from.length > 0 && !isRetryStep(queue, origins);
    const named = deadName.test(queue.name) || otherDeadNames.has(queue.name);
    const direct = origins.get(queue.name) ?? null;
    const hazards = dead || named ? hazardWarnings(queue, returnHazard(queue, direct, snapshot.version, snapshot.vhost)) : [];
    return {
      name: queue.name,
      type: queue.type ?? null,
      role: dead ? "dead_letter" : named ? "named_like_one" : "other",
      origins: from.map((origin) => origin.name),
      warnings: [...queueWarnings(queue, snapshot, dead), ...hazards],
      depth: depthOf(queue),
    };
  });
}

/** The other queues whose messages died before they arrived here. A step of a delayed retry is passed through, so a queue is no dead-letter queue of its own. */
function deadFrom(queue: ManagedQueue, origins: ReturnType<typeof originsOf>): readonly ManagedQueue[] {
  const seen = new Set([queue.name]);
  const found: ManagedQueue[] = [];
  const follow = (name: string) => {
    for (const origin of origins.get(name) ?? []) {
      if (seen.has(origin.name)) continue;
      seen.add(origin.name);
      if (isRetryStep(origin, origins)) follow(origin.name);
      else found.push(origin);
    }
  };
  follow(queue.name);
  return found;
}

/** Depth as the management API last counted it. */
export function depthOf(queue: ManagedQueue): FoundQueue["depth"] {
  const seconds = queue.head_message_timestamp;
  const oldestAt = typeof seconds === "number" && seconds > 0 && seconds < 8.64e12 ? new Date(seconds * 1000) : null;
  const ttl = numberSetting(queue, "message-ttl");
  const expiresAt = oldestAt !== null && ttl !== null ? new Date(oldestAt.getTime() + ttl) : null;
  const inHand = queue.messages_unacknowledged;
  return { ready: queue.messages_ready ?? null, oldestAt, expiresAt, ...(inHand !== undefined && { inHand }) };
}

/** A step of a delayed retry: dead letters wait there until they go on. Where nothing dead-letters to it, its TTL lets messages expire: they died there. */
function isRetryStep(queue: ManagedQueue, origins: ReturnType<typeof originsOf>): boolean {
  return origins.has(queue.name) && numberSetting(queue, "message-ttl") !== null && textSetting(queue, "dead-letter-exchange") !== null;
}

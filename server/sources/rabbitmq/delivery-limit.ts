import type { Preflight, TopologyWarning } from "../port.ts";
import type { ManagedQueue } from "./management.ts";
import { shellWord } from "./shell-word.ts";

/** Settings of a queue; an argument is set at its declaration, a policy at any time. */
export function setting(queue: ManagedQueue, name: string): unknown {
  return queue.arguments?.[`x-${name}`] ?? queue.effective_policy_definition?.[name] ?? undefined;
}

export function textSetting(queue: ManagedQueue, name: string): string | null {
  const value = setting(queue, name);
  return typeof value === "string" ? value : null;
}

/** A length or a time: where argument and policy set both, the lower counts (https://www.rabbitmq.com/docs/ttl, /docs/maxlength). */
export function numberSetting(queue: ManagedQueue, name: string): number | null {
  const set = [queue.arguments?.[`x-${name}`], queue.effective_policy_definition?.[name]].filter((value) => typeof value === "number");
  return set.length === 0 ? null : Math.min(...set);
}

/** "4.3.6" as 4.03: what versions are compared by. */
export function versionNumber(version: string): number {
  const [major = 0, minor = 0] = version.split(".").map((part) => Number.parseInt(part, 10) || 0);
  return major + minor / 100;
}

/** Returns after which a quorum queue drops or dead-letters a message; null: never. */
export function deliveryLimit(queue: ManagedQueue, version: number): number | null {
  if (queue.type !== "quorum") return null;
  const set = [queue.arguments?.["x-delivery-limit"], queue.effective_policy_definition?.["delivery-limit"]].filter(
    (value) => typeof value === "number",
  );
  if (set.length === 0) return version >= 4 ? 20 : null;
  // Where both are set the lower one counts, unless one lifts the limit: then the higher.
  const limit = set.some((value) => value < 0) ? Math.max(...set) : Math.min(...set);
  return limit < 0 ? null : limit;
}

/**
 * Whether one message that comes back unsettled, as after a crash, could be dropped. From 4.3 on a message brings the deliveries that
 * its origin counted into a quorum dead-letter queue: one that died of its limit has one more than it. Before, each queue counts anew.
 * `origins` null: unknown, so any count must be expected.
 */
export function returnHazard(queue: ManagedQueue, origins: readonly ManagedQueue[] | null, version: number, vhost: string): Preflight {
  if (queue.type === "stream") return { safe: false, reason: streamWords(queue.name), mend: null };
  const limit = deliveryLimit(queue, version);
  if (limit === null || textSetting(queue, "dead-letter-exchange") !== null) return { safe: true, warnings: [] };
  const carried = version >= 4.03 ? carriedCount(origins, version) : 0;
  const mend = liftLimit(queue, version, vhost);
  if (carried !== null && carried + 1 <= limit) {
    const text = `Quorum queue "${queue.name}" drops a message for good after ${limit} returns, for instance after crashes of a consumer.`;
    return { safe: true, warnings: [{ code: "delivery_limit", severity: "warn", text, mend }] };
  }
  const brings = carried === null ? "may bring any number of counted deliveries" : `brings up to ${carried} counted deliveries`;
  const reason =
    `Quorum queue "${queue.name}" has a delivery limit of ${limit} and no dead-letter exchange, and a dead letter ${brings}: ` +
    "if it came back once, after a crash, RabbitMQ would drop it for good.";
  return { safe: false, reason, mend };
}

/** Why nothing is taken from a stream, and what to do instead. */
export function streamWords(queue: string): string {
  return (
    `Queue "${queue}" is a stream: it keeps its messages, so none can be taken from it, and Redrive does not mirror streams. ` +
    'To see its dead letters, let them go to a classic or quorum queue: bind one to the same dead-letter exchange. To only see its depth, set "capture: watch" for it.'
  );
}

/** As a warning of the topology: the same fact, before anybody takes. */
export function hazardWarnings(queue: ManagedQueue, found: Preflight): readonly TopologyWarning[] {
  // It loses nothing: it is only not read.
  if (queue.type === "stream") return [{ code: "stream", severity: "warn", text: streamWords(queue.name), mend: null }];
  return found.safe ? found.warnings : [{ code: "delivery_limit_reached", severity: "bad", text: found.reason, mend: found.mend }];
}

function carriedCount(origins: readonly ManagedQueue[] | null, version: number): number | null {
  if (origins === null) return null;
  let most = 0;
  for (const origin of origins) {
    if (origin.type !== "quorum") continue;
    const limit = deliveryLimit(origin, version);
    if (limit === null) return null;
    most = Math.max(most, limit + 1);
  }
  return most;
}

/** A queue obeys one policy, so the command repeats what the present one says. An argument cannot be overruled by a policy. */
function liftLimit(queue: ManagedQueue, version: number, vhost: string): string | null {
  if (version < 4 || typeof queue.arguments?.["x-delivery-limit"] === "number") return null;
  const definition = JSON.stringify({ ...queue.effective_policy_definition, "delivery-limit": -1 });
  const pattern = `^${queue.name.replace(/[.*+?^${}()|[\]\\]/g, "\\$&")}$`;
  const [host, name, match, json] = [vhost, `keep-${queue.name}`, pattern, definition].map(shellWord);
  return `rabbitmqctl set_policy --priority 1000 --apply-to queues -p ${host} ${name} ${match} ${json}`;
}

import { BrokerError, type Preflight } from "../port.ts";
import { returnHazard } from "./delivery-limit.ts";
import { originsOf, type Snapshot } from "./topology.ts";

/**
 * May messages be taken from this queue, although a crash would return those in hand? `snapshot` null: there is no management API, and
 * AMQP tells neither type nor limit of a queue. Then 4.3 and later must be taken for unsafe, because the queue may be a quorum queue
 * whose messages have used up its default limit in their origin. Older versions count anew in each queue, so a single return loses
 * nothing there, unless somebody set a limit of 0.
 */
export function preflightQueue(name: string, version: number, snapshot: Snapshot | null): Preflight {
  if (snapshot === null) return withoutManagement(name, version);
  const queue = snapshot.queues.find((candidate) => candidate.name === name);
  if (queue === undefined) throw new BrokerError("missing", `There is no queue "${name}" in virtual host "${snapshot.vhost}".`);
  return returnHazard(queue, originsOf(snapshot).get(name) ?? null, version, snapshot.vhost);
}

function withoutManagement(name: string, version: number): Preflight {
  const unknown = `Type and delivery limit of "${name}" are unknown, since no management address is configured for its source.`;
  if (version >= 4.03) {
    const reason = `${unknown} If it is a quorum queue, RabbitMQ could drop for good what comes back once, after a crash.`;
    return { safe: false, reason, mend: `Set "management" of the source, or rabbitmqctl set_policy a delivery-limit of -1 for the queue.` };
  }
  const text = `${unknown} If it is a quorum queue with a limit, repeated crashes of a consumer could lose messages.`;
  return { safe: true, warnings: [{ code: "no_management", severity: "warn", text, mend: `Set "management" of the source.` }] };
}

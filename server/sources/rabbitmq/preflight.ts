import { BrokerError, type Preflight } from "../port.ts";
import { returnHazard } from "./delivery-limit.ts";
import { originsOf, type Snapshot } from "./topology.ts";

/**
 * May messages be taken from this queue, although a crash would return those in hand? Where `seen` is no snapshot there is no management API, or it fails as
 * the error says, and AMQP tells neither type nor limit of a queue. Then 4.3 and later must be taken for unsafe, because the queue may be a quorum queue
 * whose messages have used up its default limit in their origin. Older versions count anew in each queue, so a single return loses
 * nothing there, unless somebody set a limit of 0.
 */
export function preflightQueue(name: string, version: number, seen: Snapshot | BrokerError | null): Preflight {
  if (seen === null || seen instanceof BrokerError) return withoutManagement(name, version, seen);
  const queue = seen.queues.find((candidate) => candidate.name === name);
  if (queue === undefined) throw new BrokerError("missing", `There is no queue "${name}" in virtual host "${seen.vhost}".`);
  return returnHazard(queue, originsOf(seen).get(name) ?? null, version, seen.vhost);
}

function withoutManagement(name: string, version: number, failure: BrokerError | null): Preflight {
  const why = failure === null ? "no management address is configured for its source." : failure.message;
  const unknown = `Type and delivery limit of "${name}" are unknown: ${why}`;
  const mend = failure === null ? `Set "management" of the source` : "Mend the management API";
  if (version >= 4.03) {
    const reason = `${unknown} If it is a quorum queue, RabbitMQ could drop for good what comes back once, after a crash.`;
    // A policy would not help by itself: nobody could read it.
    return {
      safe: false,
      reason,
      mend: `${mend}. Or set a delivery-limit of -1 for the queue by policy, and "takeDespiteHazard: true" for it.`,
    };
  }
  const text = `${unknown} If it is a quorum queue with a limit, repeated crashes of a consumer could lose messages.`;
  return { safe: true, warnings: [{ code: "no_management", severity: "warn", text, mend: `${mend}.` }] };
}

import { type Audience, BrokerError, type Intake, type Target, type TopologyWarning } from "../port.ts";
import { numberSetting } from "./delivery-limit.ts";
import { routesTo } from "./exchange-routes.ts";
import type { Look } from "./look.ts";
import { stayWarnings } from "./queue-warnings.ts";
import type { Router } from "./route.ts";

interface Sources extends Pick<Look, "inspect" | "snapshot"> {
  readonly router: Router;
}

/** Who would receive what is sent to a target now. */
export async function audienceOf(target: Target, { inspect, snapshot, router }: Sources): Promise<Audience> {
  if (target.to === "queue") {
    try {
      const { consumerCount: consumers } = await inspect(target.queue);
      return {
        receivers: [{ name: target.queue, consumers }],
        warnings: [...(await router.warnings(target.queue)), ...(await stays(target.queue, snapshot)), ...unheard(target.queue, consumers)],
      };
    } catch (error) {
      if (error instanceof BrokerError && error.code === "missing") return { receivers: [], warnings: [] };
      throw error;
    }
  }
  const known =
    snapshot === null ? null : await snapshot().catch((error: unknown) => (error instanceof BrokerError ? error : Promise.reject(error)));
  if (known === null || known instanceof BrokerError) return { receivers: null, warnings: [unmanaged(target.exchange, known)] };
  const names = new Set(routesTo(known, target.exchange, target.routingKey));
  const receivers = known.queues
    .filter((queue) => names.has(queue.name))
    .map((queue) => ({ name: queue.name, consumers: queue.consumers ?? null }));
  return { receivers, warnings: receivers.length > 1 ? [fanOut(target.exchange, receivers.length)] : [] };
}

/** `error`: what the management API failed with; null: none is configured. "management_failed": it may answer the next time. */
function unmanaged(exchange: string, error: BrokerError | null): TopologyWarning {
  const why = error?.message ?? "no management address is configured for this source.";
  const text = `Who is bound to exchange "${exchange}" is unknown: ${why}`;
  const code = error?.code === "unreachable" || error?.code === "closed" ? "management_failed" : "no_management";
  return { code, severity: "warn", text, mend: error === null ? `Set "management" of the source.` : null };
}

/** A shortstr of AMQP holds no more bytes. */
const longestName = 255;

/** Whether anything would arrive, and how many bytes of properties fit into a frame. `largest`: see `largestProperties`. */
export async function intakeOf(
  target: Target,
  { inspect, snapshot }: Pick<Look, "inspect" | "snapshot">,
  largest: number,
): Promise<Intake> {
  const most = { head: largest, all: null };
  const names = target.to === "exchange" ? [target.exchange, target.routingKey] : [target.queue, target.routingKey ?? ""];
  const long = names.find((name) => Buffer.byteLength(name) > longestName);
  if (long !== undefined) return { missing: `"${long}" is longer than ${longestName} bytes, which AMQP does not carry.`, most };
  if (target.to === "exchange") {
    const reached = snapshot === null ? null : routesTo(await snapshot(), target.exchange, target.routingKey);
    const missing = reached?.length === 0 ? `No queue takes key "${target.routingKey}" at exchange "${target.exchange}".` : null;
    return { missing, most };
  }
  try {
    await inspect(target.queue);
    return { missing: null, most };
  } catch (error) {
    if (!(error instanceof BrokerError)) throw error;
    // Without the right to look, nothing is known of the queue.
    return { missing: error.code === "missing" ? `There is no queue "${target.queue}".` : null, most };
  }
}

/** By its TTL, which only the management API tells: https://www.rabbitmq.com/docs/ttl. */
export async function lifetimeOf(queue: string, { snapshot }: Pick<Look, "snapshot">): Promise<number | "for_ever" | null> {
  const managed = (await snapshot?.())?.queues.find(({ name }) => name === queue);
  return managed ? (numberSetting(managed, "message-ttl") ?? "for_ever") : null;
}

/** What is known of it; nothing while the management API fails. */
async function stays(queue: string, snapshot: Sources["snapshot"]): Promise<readonly TopologyWarning[]> {
  const known = await snapshot?.().catch(() => null);
  const managed = known?.queues.find(({ name }) => name === queue);
  return managed === undefined ? [] : stayWarnings(managed);
}

function unheard(queue: string, consumers: number): TopologyWarning[] {
  if (consumers > 0) return [];
  return [{ code: "no_consumers", severity: "info", text: `Nobody consumes "${queue}" now; messages wait there.`, mend: null }];
}

function fanOut(exchange: string, count: number): TopologyWarning {
  const text = `Exchange "${exchange}" delivers to ${count} queues: those that handled the message already get it again.`;
  return { code: "fan_out", severity: "warn", text, mend: "Send to the failed queue only." };
}

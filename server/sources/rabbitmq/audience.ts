import { type Audience, BrokerError, type Target, type TopologyWarning } from "../port.ts";
import { routesTo } from "./exchange-routes.ts";
import type { Management } from "./management.ts";
import type { Router } from "./route.ts";

interface Sources {
  inspect(queue: string): Promise<{ readonly consumerCount: number }>;
  readonly management: Management | null;
  readonly router: Router;
}

/** Who would receive what is sent to a target now. */
export async function audienceOf(target: Target, { inspect, management, router }: Sources): Promise<Audience> {
  if (target.to === "queue") {
    try {
      const { consumerCount: consumers } = await inspect(target.queue);
      return {
        receivers: [{ name: target.queue, consumers }],
        warnings: [...(await router.warnings(target.queue)), ...unheard(target.queue, consumers)],
      };
    } catch (error) {
      if (error instanceof BrokerError && error.code === "missing") return { receivers: [], warnings: [] };
      throw error;
    }
  }
  if (management === null) {
    const text = `Who is bound to exchange "${target.exchange}" is unknown: no management address is configured for this source.`;
    return { receivers: null, warnings: [{ code: "no_management", severity: "warn", text, mend: `Set "management" of the source.` }] };
  }
  const [queues, exchanges, bindings] = await Promise.all([management.queues(), management.exchanges(), management.bindings()]);
  const names = new Set(routesTo({ queues, exchanges, bindings }, target.exchange, target.routingKey));
  const receivers = queues
    .filter((queue) => names.has(queue.name))
    .map((queue) => ({ name: queue.name, consumers: queue.consumers ?? null }));
  return { receivers, warnings: receivers.length > 1 ? [fanOut(target.exchange, receivers.length)] : [] };
}

function unheard(queue: string, consumers: number): TopologyWarning[] {
  if (consumers > 0) return [];
  return [{ code: "no_consumers", severity: "info", text: `Nobody consumes "${queue}" now; messages wait there.`, mend: null }];
}

function fanOut(exchange: string, count: number): TopologyWarning {
  const text = `Exchange "${exchange}" delivers to ${count} queues: those that handled the message already get it again.`;
  return { code: "fan_out", severity: "warn", text, mend: "Send to the failed queue only." };
}

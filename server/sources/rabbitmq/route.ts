import { randomUUID } from "node:crypto";
import { BrokerError, type Target, type TopologyWarning } from "../port.ts";
import { operationError, replyCode, type Scrub } from "./errors.ts";
import { unpackHead } from "./head.ts";
import type { Link } from "./link.ts";

export interface Route {
  readonly exchange: Buffer;
  readonly routingKey: Buffer;
}

/**
 * Ways to a queue that keep the routing key. The default exchange would replace it by the queue's name; then consumers that dispatch
 * by it go wrong, and where the dead-letter exchange does not route that name, the next death is a loss. So a private fanout exchange
 * is bound to the queue, which vanishes with its binding.
 */
export interface Router {
  /** Rejects with `BrokerError("missing")` when there is no such queue. */
  resolve(target: Target, head: Uint8Array): Promise<Route>;
  /** The exchange to that queue is gone, as it goes with the queue itself: another is made when it is next needed. */
  forget(queue: string): void;
  /** What is lost on the way to that queue because permissions are missing. */
  warnings(queue: string): Promise<readonly TopologyWarning[]>;
  close(): Promise<void>;
}

export function createRouter(link: Link, scrub: Scrub): Router {
  const exchanges = new Map<string, Promise<string | null>>();

  const privateExchange = (queue: string): Promise<string | null> => {
    const known = exchanges.get(queue);
    if (known !== undefined) return known;
    const made = declareFanout(link, queue, scrub);
    exchanges.set(queue, made);
    const forget = () => exchanges.get(queue) === made && exchanges.delete(queue);
    made.catch(forget);
    link.open().then((model) => model.once("close", forget), forget);
    return made;
  };

  return {
    resolve: async (target, head) => {
      if (target.to === "exchange") return { exchange: Buffer.from(target.exchange), routingKey: Buffer.from(target.routingKey) };
      const name = Buffer.from(target.queue);
      const carried = unpackHead(head)?.routingKey ?? name;
      const routingKey = target.routingKey === undefined ? carried : Buffer.from(target.routingKey);
      const exchange = routingKey.equals(name) ? null : await privateExchange(target.queue);
      return exchange === null ? { exchange: Buffer.alloc(0), routingKey: name } : { exchange: Buffer.from(exchange), routingKey };
    },
    forget: (queue) => void exchanges.delete(queue),
    warnings: async (queue) => {
      if ((await privateExchange(queue)) !== null) return [];
      const text =
        "This user may not declare exchanges, so messages reach the queue by the default exchange: their routing key becomes the queue's " +
        "name. A consumer that reads it sees another one, and a second death is lost where the dead-letter exchange does not route it.";
      const mend = `rabbitmqctl set_permissions -p <vhost> <user> '^redrive[.]replay[.].*' '.*' '.*'`;
      return [{ code: "routing_key_replaced", severity: "warn", text, mend }];
    },
    close: async () => {
      const made = await Promise.all(
        [...exchanges].map(async ([queue, exchange]) => ({ queue, exchange: await exchange.catch(() => null) })),
      );
      const mine = made.filter((pair): pair is { queue: string; exchange: string } => pair.exchange !== null);
      if (mine.length === 0) return;
      await link
        .onChannel(async (channel) => {
          for (const { queue, exchange } of mine) await channel.unbindQueue(queue, exchange, "");
        })
        .catch(() => {});
    },
  };
}

/** Name of the new exchange; null when this user may not make one. */
async function declareFanout(link: Link, queue: string, scrub: Scrub): Promise<string | null> {
  const exchange = `redrive.replay.${randomUUID()}`;
  try {
    await link.onChannel(async (channel) => {
      await channel.assertExchange(exchange, "fanout", { durable: false, autoDelete: true });
      await channel.bindQueue(queue, exchange, "");
    });
    return exchange;
  } catch (error) {
    // An exchange that was never bound does not vanish by itself.
    await link.onChannel((channel) => channel.deleteExchange(exchange)).catch(() => {});
    if (replyCode(error) === 403) return null;
    if (replyCode(error) === 404) throw new BrokerError("missing", `There is no queue "${queue}" to send to.`);
    throw operationError(error, `Queue "${queue}"`, scrub);
  }
}

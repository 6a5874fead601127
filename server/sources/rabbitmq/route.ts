import { BrokerError, type Target, type TopologyWarning } from "../port.ts";
import { ownExchange } from "../own-exchange.ts";
import { operationError, replyCode, type Scrub } from "./errors.ts";
import { unpackHead } from "./head.ts";
import { findAbandoned } from "./find-abandoned.ts";
import type { Link } from "./link.ts";
import type { Management } from "./management.ts";

export interface Route {
  readonly exchange: Buffer;
  readonly routingKey: Buffer;
}

/**
 * Ways to a queue that keep the routing key. The default exchange would replace it by the queue's name; then consumers that dispatch
 * by it go wrong, and where the dead-letter exchange does not route that name, the next death is a loss. So a private fanout exchange
 * is bound to the queue, which vanishes with its binding. Its name tells the next death where the message was published first.
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

/** Dead letters may claim any exchange: beyond so many the name of one more stands for none. */
const mostNamed = 200;

interface Means {
  /** This process. */
  readonly owner: string;
  readonly user: string;
  readonly management: Management | null;
  readonly settleMs: number;
  readonly scrub: Scrub;
}

export function createRouter(link: Link, { owner, user, management, settleMs, scrub }: Means): Router {
  /** By queue and by the exchange that it stands for; all that were declared, and perhaps are still there. */
  const names = new Map<string, string>();
  const exchanges = new Map<string, Map<string, Promise<string | null>>>();
  let count = 0;
  const keyOf = (queue: string, first: string | null) => JSON.stringify([queue, first]);

  const sweep = async () => {
    if (management !== null) await removeExchanges(link, await findAbandoned(management, { owner, user, settleMs }));
  };

  const privateExchange = (queue: string, first: string | null): Promise<string | null> => {
    const stands = names.has(keyOf(queue, first)) || names.size < mostNamed ? first : null;
    const name = names.get(keyOf(queue, stands)) ?? ownExchange(owner, count++, stands);
    if (names.size === 0) sweep().catch(() => {});
    names.set(keyOf(queue, stands), name);
    const ofQueue = exchanges.get(queue) ?? new Map<string, Promise<string | null>>();
    exchanges.set(queue, ofQueue);
    const known = ofQueue.get(name);
    if (known !== undefined) return known;
    const made = declareFanout(link, queue, name, scrub);
    ofQueue.set(name, made);
    // The broker may have restarted, and it is not durable: it is declared again, under its name, so that none is left bound.
    const forget = () => ofQueue.get(name) === made && ofQueue.delete(name);
    made.catch(forget);
    link.open().then((model) => model.once("close", forget), forget);
    return made;
  };

  /** Tried once for a queue on one connection: who watches a replay asks every few seconds. */
  const tried = new Map<string, Promise<boolean>>();
  const mayDeclare = (queue: string): Promise<boolean> => {
    const known = tried.get(queue);
    if (known) return known;
    const asked = tryFanout(link, queue, ownExchange(owner, count++, null), scrub);
    tried.set(queue, asked);
    const forget = () => tried.get(queue) === asked && tried.delete(queue);
    asked.catch(forget);
    link.open().then((model) => model.once("close", forget), forget);
    return asked;
  };

  return {
    resolve: async (target, head) => {
      if (target.to === "exchange") return { exchange: Buffer.from(target.exchange), routingKey: Buffer.from(target.routingKey) };
      const name = Buffer.from(target.queue);
      const carried = unpackHead(head)?.routingKey ?? name;
      const routingKey = target.routingKey === undefined ? carried : Buffer.from(target.routingKey);
      const byDefault = target.publishedTo === "" && routingKey.equals(name);
      const exchange = byDefault ? null : await privateExchange(target.queue, target.publishedTo ?? null);
      return exchange === null ? { exchange: Buffer.alloc(0), routingKey: name } : { exchange: Buffer.from(exchange), routingKey };
    },
    forget: (queue) => {
      exchanges.delete(queue);
      tried.delete(queue);
    },
    warnings: async (queue) => {
      const [known] = exchanges.get(queue)?.values() ?? [];
      if (known === undefined ? await mayDeclare(queue) : (await known) !== null) return [];
      const text =
        "This user may not declare exchanges, so messages reach the queue by the default exchange: their routing key becomes the queue's " +
        "name. A consumer that reads it sees another one, and a second death is lost where the dead-letter exchange does not route it. " +
        "What comes back names the default exchange as its origin.";
      const mend = `rabbitmqctl set_permissions -p <vhost> <user> '^redrive[.]replay[.].*' '.*' '.*'`;
      return [{ code: "routing_key_replaced", severity: "warn", text, mend }];
    },
    close: async () => {
      if (names.size > 0) await removeExchanges(link, [...names.values()]);
    },
  };
}

/** Whether this user may make one; nothing is left of it. */
async function tryFanout(link: Link, queue: string, exchange: string, scrub: Scrub): Promise<boolean> {
  try {
    return (await declareFanout(link, queue, exchange, scrub)) !== null;
  } finally {
    await removeExchanges(link, [exchange]);
  }
}

/** Deletes exchanges of our own with their bindings; one that is gone already is no error. */
async function removeExchanges(link: Link, exchanges: readonly string[]): Promise<void> {
  await link
    .onChannel(async (channel) => {
      for (const exchange of exchanges) await channel.deleteExchange(exchange);
    })
    .catch(() => {});
}

/** The same name; null when this user may not make one. */
async function declareFanout(link: Link, queue: string, exchange: string, scrub: Scrub): Promise<string | null> {
  try {
    await link.onChannel(async (channel) => {
      await channel.assertExchange(exchange, "fanout", { durable: false, autoDelete: true });
      await channel.bindQueue(queue, exchange, "");
    });
    return exchange;
  } catch (error) {
    const code = replyCode(error);
    // An exchange that was never bound does not vanish by itself. After a lost connection it may be in use.
    if (code === 403 || code === 404) await removeExchanges(link, [exchange]);
    if (code === 403) return null;
    if (code === 404) throw new BrokerError("missing", `There is no queue "${queue}" to send to.`);
    throw operationError(error, `Queue "${queue}"`, scrub);
  }
}

import { errorText, type Scrub } from "./errors.ts";
import { type Lane, notSent, openLane, type Publish, type Sent } from "./lane.ts";
import type { Link } from "./link.ts";
import { scanProperties } from "./properties.ts";
import { rawConnection } from "./raw-connection.ts";

/** Larger bodies may be over the broker's max_message_size, over which it closes the channel. */
const surelyTaken = 8 * 1024 * 1024;

export interface PublishLimits {
  /** How long a confirmation may take before the outcome is `unknown`. */
  readonly confirmMs: number;
  /** How long a publish waits, unsent, while the broker blocks publishers. */
  readonly blockedMs: number;
}

export interface Publisher {
  send(message: Publish): Promise<Sent>;
  close(): Promise<void>;
}

/**
 * Publishes with confirm and mandatory, each exchange on a channel of its own. The first message of a channel goes alone: when the
 * broker closes the channel over it (no such exchange, no permission), it is known which one was refused.
 */
export function createPublisher(link: Link, limits: PublishLimits, scrub: Scrub): Publisher {
  const lanes = new Map<string, Promise<Lane>>();
  const proving = new Map<string, Promise<unknown>>();

  const laneOf = async (exchange: string): Promise<Lane> => {
    const known = await lanes.get(exchange);
    if (known !== undefined && !known.closed) return known;
    const opening = link.open().then((model) => openLane(model, limits.confirmMs, scrub));
    lanes.set(exchange, opening);
    opening.catch(() => lanes.get(exchange) === opening && lanes.delete(exchange));
    return opening;
  };

  const sendAlone = async (message: Publish): Promise<Sent> => {
    const lane = await openLane(await link.open(), limits.confirmMs, scrub);
    const sent = await lane.send(message);
    await lane.close();
    return sent;
  };

  const sendInLane = async (message: Publish): Promise<Sent> => {
    const exchange = message.exchange.toString("latin1");
    for (let first = proving.get(exchange); first !== undefined; first = proving.get(exchange)) await first;
    const known = lanes.get(exchange);
    const lane = known === undefined ? null : await known.catch(() => null);
    if (lane !== null && !lane.closed) return lane.send(message);
    if (proving.has(exchange)) return sendInLane(message);
    const proof = laneOf(exchange).then((opened) => opened.send(message));
    proving.set(
      exchange,
      proof.catch(() => {}).finally(() => proving.delete(exchange)),
    );
    return proof;
  };

  return {
    send: async (message) => {
      try {
        const held = await untilUnblocked(link, limits.blockedMs);
        if (held !== null) return notSent(held);
        return await (maybeRefused(message) ? sendAlone(message) : sendInLane(message));
      } catch (error) {
        return notSent(scrub(errorText(error)));
      }
    },
    close: async () => {
      const open = await Promise.all([...lanes.values()].map((lane) => lane.catch(() => null)));
      await Promise.all(open.map((lane) => lane?.close()));
    },
  };
}

/** What the broker may close the channel over: a foreign user id, a strange expiration or delivery mode, a huge body. */
function maybeRefused({ properties, body }: Publish): boolean {
  const { fields } = scanProperties(properties);
  const mode = fields.get("delivery-mode")?.[0] ?? 2;
  const expiration = fields.get("expiration")?.toString("latin1") ?? "0";
  return fields.has("user-id") || !/^\d{1,9}$/.test(expiration) || mode < 1 || mode > 2 || body.length > surelyTaken;
}

/** Waits while the broker blocks publishers; the reason when it still does after that time. */
async function untilUnblocked(link: Link, withinMs: number): Promise<string | null> {
  const model = await link.open();
  if (!rawConnection(model).blocked) return null;
  return new Promise((resolve) => {
    const finish = (reason: string | null) => () => {
      clearTimeout(timer);
      model.off("unblocked", free).off("close", free);
      resolve(reason);
    };
    const free = finish(null);
    const timer = setTimeout(finish("RabbitMQ blocks publishers, as it does when memory or disk run low."), withinMs);
    model.once("unblocked", free).once("close", free);
  });
}

import { randomUUID } from "node:crypto";
import { freshIntake } from "../fresh-intake.ts";
import { type Broker, BrokerError, type FoundQueue } from "../port.ts";
import { readTls } from "../read-tls.ts";
import { audienceOf, intakeOf, lifetimeOf } from "./audience.ts";
import { consumeQueue } from "./consume.ts";
import { lookAtQueues } from "./discover.ts";
import { scrubber } from "./errors.ts";
import { findConsumers } from "./find-consumers.ts";
import { findGone } from "./find-gone.ts";
import { deathKeepingCodec, rabbitmqCodec } from "./head.ts";
import { createLink } from "./link.ts";
import { createLook } from "./look.ts";
import { createManagement } from "./management.ts";
import type { RabbitMQOptions } from "./options.ts";
import { preflightQueue } from "./preflight.ts";
import { createPublisher, type PublishLimits } from "./publisher.ts";
import { largestProperties, rawConnection } from "./raw-connection.ts";
import { createRouter } from "./route.ts";
import { createSend } from "./send.ts";
import { readTopology } from "./topology.ts";

interface RabbitMQSource extends Pick<RabbitMQOptions, "url" | "management">, Partial<Pick<RabbitMQOptions, "keepDeathHeaders" | "tls">> {
  readonly source: string;
  /** Queues that the configuration names; without the management API they are the only ones that `discover` can look at. */
  readonly queues?: readonly string[];
  readonly limits?: Partial<PublishLimits>;
  /** How long the management API may take to show a connection. */
  readonly settleMs?: number;
}

/** An adapter on RabbitMQ 3.10 and later. It connects at its first use, and again after a connection was lost. */
export function createRabbitMQ(options: RabbitMQSource): Broker {
  const { source, url } = options;
  const vhost = vhostOf(url);
  const scrub = scrubber([url, options.management]);
  const tls = () => (options.tls ? readTls(source, options.tls) : {});
  const owner = randomUUID();
  const link = (role: string) => createLink({ source, url, tls, owner, role, scrub });
  const [taking, looking, sending] = [link("take"), link("look"), link("send")];
  const management = options.management === null ? null : createManagement({ management: options.management, url, vhost, tls, scrub });
  const look = createLook(looking, management, { vhost, scrub });
  const router = createRouter(looking, { owner, user: userOf(url), management, settleMs: options.settleMs ?? 60_000, scrub });
  const publisher = createPublisher(sending, { confirmMs: 30_000, blockedMs: 30_000, ...options.limits }, scrub);
  const send = createSend({ publisher, router, look, scrub });
  let closed = false;
  const means = {
    link: taking,
    findGone: (queue: string, held: number, signal: AbortSignal) =>
      findGone(() => look.find(queue), { held, signal, closed: () => closed }),
    scrub,
  };

  return {
    kind: "rabbitmq",
    source,
    codec: options.keepDeathHeaders ? deathKeepingCodec : rabbitmqCodec,
    ping: async () => {
      await looking.onChannel(async () => {});
      const { product: name, version: number } = await look.product();
      return `${name ?? "AMQP broker"} ${number ?? ""}`.trim();
    },
    capabilities: () => ({
      capture: ["take", "watch"],
      confirms: true,
      ordered: false,
      findsAttempts: false,
      log: false,
      exchanges: true,
    }),
    discover: async (): Promise<readonly FoundQueue[]> =>
      look.snapshot === null ? lookAtQueues(source, options.queues ?? [], look.depth) : readTopology(await look.snapshot()),
    depth: look.depth,
    consumers: (queues) => findConsumers(queues, { ...look, management }),
    preflight: async (queue) => {
      await look
        .inspect(queue)
        .catch((error: unknown) => (error instanceof BrokerError && error.code === "denied" ? null : Promise.reject(error)));
      const seen = await look.lastSnapshot(queue).catch((error: unknown) => (error instanceof BrokerError ? error : Promise.reject(error)));
      return preflightQueue(queue, await look.version(), seen);
    },
    consume: (queue, onBatch, consumeOptions, signal) => consumeQueue(means, { queue, onBatch, options: consumeOptions, signal }),
    publish: send,
    // A release keeps the deaths that tell where the message came from: the exchange that brings it back tells nothing.
    release: (queue, message) => send({ to: "queue", queue, publishedTo: "" }, message, null),
    audience: (target) => audienceOf(target, { ...look, router }),
    intake: freshIntake(async (target) => intakeOf(target, look, largestProperties(rawConnection(await looking.open())))),
    lifetime: (queue) => lifetimeOf(queue, look),
    close: async () => {
      closed = true;
      await router.close();
      await publisher.close();
      await Promise.all([looking.close(), taking.close(), sending.close()]);
    },
  };
}

function userOf(url: string): string {
  return decodeURIComponent((URL.canParse(url) && new URL(url).username) || "guest");
}

function vhostOf(url: string): string {
  const path = URL.canParse(url) ? new URL(url).pathname.slice(1) : "";
  return path === "" ? "/" : decodeURIComponent(path);
}

import type { RabbitMQOptions } from "./options.ts";
import { freshIntake } from "../fresh-intake.ts";
import { type Broker, BrokerError, type Depth, type FoundQueue } from "../port.ts";
import { audienceOf, intakeOf } from "./audience.ts";
import { consumeQueue } from "./consume.ts";
import { versionNumber } from "./delivery-limit.ts";
import { lookAtQueues, readSnapshot } from "./discover.ts";
import { operationError, scrubber } from "./errors.ts";
import { deathKeepingCodec, rabbitmqCodec } from "./head.ts";
import { createLink } from "./link.ts";
import { createManagement, type Management } from "./management.ts";
import { preflightQueue } from "./preflight.ts";
import { createPublisher, type PublishLimits } from "./publisher.ts";
import { largestProperties, rawConnection } from "./raw-connection.ts";
import { createRouter } from "./route.ts";
import { createSend } from "./send.ts";
import { depthOf, readTopology, type Snapshot } from "./topology.ts";

/** Queues that start together share one reading of the topology. */
const snapshotMs = 2_000;

interface RabbitMQSource extends Omit<RabbitMQOptions, "keepDeathHeaders">, Partial<Pick<RabbitMQOptions, "keepDeathHeaders">> {
  readonly source: string;
  /** Queues that the configuration names; without the management API they are the only ones that `discover` can look at. */
  readonly queues?: readonly string[];
  readonly limits?: Partial<PublishLimits>;
}

/** An adapter on RabbitMQ 3.10 and later. It connects at its first use, and again after a connection was lost. */
export function createRabbitMQ(options: RabbitMQSource): Broker {
  const { source, url } = options;
  const vhost = vhostOf(url);
  const scrub = scrubber([url, options.management]);
  const taking = createLink({ source, url, role: "take", scrub });
  const looking = createLink({ source, url, role: "look", scrub });
  const sending = createLink({ source, url, role: "send", scrub });
  const management = options.management === null ? null : createManagement({ management: options.management, url, vhost, scrub });
  const router = createRouter(looking, scrub);
  const publisher = createPublisher(sending, { confirmMs: 30_000, blockedMs: 30_000, ...options.limits }, scrub);

  const product = async () => rawConnection(await looking.open()).serverProperties;
  const version = async () => versionNumber((await product()).version ?? "0");
  let recent: { readonly at: number; readonly snapshot: Promise<Snapshot> } | null = null;
  const snapshot = async (from: Management): Promise<Snapshot> => {
    const number = await version();
    const now = performance.now();
    if (recent === null || now - recent.at > snapshotMs) recent = { at: now, snapshot: readSnapshot(from, vhost, number) };
    return recent.snapshot;
  };
  const inspect = (queue: string) =>
    looking
      .onChannel((channel) => channel.checkQueue(queue))
      .catch((error: unknown) => Promise.reject(operationError(error, `Queue "${queue}"`, scrub)));

  const depth = async (queue: string): Promise<Depth> => {
    const [counted, managed] = await Promise.allSettled([inspect(queue), management?.queue(queue)]);
    const known = managed.status === "fulfilled" && managed.value !== undefined ? depthOf(managed.value) : null;
    if (counted.status === "fulfilled") {
      const ready = counted.value.messageCount;
      return { oldestAt: null, expiresAt: null, ...(ready > 0 ? known : null), ready };
    }
    // From 4.3 on a user needs more than read permission to count over AMQP.
    if (known !== null && counted.reason instanceof BrokerError && counted.reason.code === "denied") return known;
    throw counted.reason;
  };

  const routes = management === null ? null : () => snapshot(management);
  const send = createSend({ publisher, router, scrub });

  return {
    kind: "rabbitmq",
    source,
    codec: options.keepDeathHeaders ? deathKeepingCodec : rabbitmqCodec,
    ping: async () => {
      await looking.onChannel(async () => {});
      const { product: name, version: number } = await product();
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
    discover: async (): Promise<readonly FoundQueue[]> => {
      if (management === null) return lookAtQueues(source, options.queues ?? [], depth);
      return readTopology(await snapshot(management));
    },
    depth,
    preflight: async (queue) => {
      await inspect(queue).catch((error: unknown) =>
        error instanceof BrokerError && error.code === "denied" ? null : Promise.reject(error),
      );
      return preflightQueue(queue, await version(), management && (await snapshot(management)));
    },
    consume: (queue, onBatch, consumeOptions, signal) => consumeQueue(taking, { queue, onBatch, options: consumeOptions, signal }, scrub),
    publish: send,
    release: (queue, message) => send({ to: "queue", queue }, message, null),
    audience: (target) => audienceOf(target, { inspect, routes, router }),
    intake: freshIntake(async (target) => intakeOf(target, { inspect, routes }, largestProperties(rawConnection(await looking.open())))),
    close: async () => {
      await router.close();
      await publisher.close();
      await Promise.all([looking.close(), taking.close(), sending.close()]);
    },
  };
}

function vhostOf(url: string): string {
  const path = URL.canParse(url) ? new URL(url).pathname.slice(1) : "";
  return path === "" ? "/" : decodeURIComponent(path);
}

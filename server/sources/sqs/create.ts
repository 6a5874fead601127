import { GetQueueAttributesCommand, ListQueuesCommand, paginateListQueues, SQSClient } from "@aws-sdk/client-sqs";
import { type Audience, type Broker, BrokerError, type Target } from "../port.ts";
import { audienceOfExchange } from "../no-exchange.ts";
import { Closing, consumeQueue } from "./consume.ts";
import { isDenied, isMissing, toBrokerError } from "./errors.ts";
import { sqsCodec } from "./head.ts";
import { keepProto } from "./proto-name.ts";
import { Publisher } from "./publish.ts";
import { QueueUrls } from "./queue-urls.ts";
import { deadLetterTarget, type QueueFacts, readTopology } from "./topology.ts";

export interface SqsOptions {
  readonly source: string;
  readonly region: string;
  /** Another address than AWS's: an emulator, a VPC endpoint. */
  readonly endpoint: string | null;
  /** null: the environment's or the instance's credentials. */
  readonly accessKeyId: string | null;
  readonly secretAccessKey: string | null;
}

/** AWS bills each poll, so it waits long; emulators wake up late, so those wait short. */
const longPoll = 10;
const shortPoll = 1;
const together = 8;

/** An adapter on Amazon SQS, standard and FIFO; EventBridge's dead-letter queues are SQS queues. Constructing it connects nothing. */
export function createSqs({ source, region, endpoint, accessKeyId, secretAccessKey }: SqsOptions): Broker {
  const client = new SQSClient({
    region,
    // A send that is tried again by itself may double: an outcome that is not known is said to be.
    maxAttempts: 1,
    requestHandler: { requestTimeout: 30_000, connectionTimeout: 5_000, throwOnRequestTimeout: true },
    ...(endpoint ? { endpoint } : {}),
    ...(accessKeyId && secretAccessKey ? { credentials: { accessKeyId, secretAccessKey } } : {}),
  });
  keepProto(client);
  const urls = new QueueUrls(client);
  const publisher = new Publisher(client, urls);
  const closing = new Closing();
  const fail = (doing: string) => (error: unknown) => {
    throw toBrokerError(source, doing, error);
  };

  async function facts(name: string): Promise<QueueFacts> {
    const QueueUrl = await urls.get(name);
    const { Attributes = {} } = await client.send(new GetQueueAttributesCommand({ QueueUrl, AttributeNames: ["All"] }));
    return { name, attributes: Attributes };
  }

  async function allFacts(): Promise<readonly QueueFacts[]> {
    const names: string[] = [];
    for await (const { QueueUrls: found = [] } of paginateListQueues({ client }, { MaxResults: 1_000 }))
      names.push(...found.map((url) => url.split("/").at(-1) ?? url));
    const known: QueueFacts[] = [];
    for (let from = 0; from < names.length; from += together) {
      const part = names
        .slice(from, from + together)
        .map((name) => facts(name).catch((error: unknown) => (isMissing(error) || isDenied(error) ? null : Promise.reject(error))));
      known.push(...(await Promise.all(part)).filter((one) => one !== null));
    }
    return known;
  }

  async function audience(target: Target): Promise<Audience> {
    if (target.to === "exchange") return audienceOfExchange("SQS", "queue");
    try {
      const queue = await facts(target.queue);
      const warnings = deadLetterTarget(queue)
        ? []
        : [
            {
              code: "no-dlq",
              severity: "warn" as const,
              text: `"${target.queue}" has no dead-letter queue: a message that fails there again is tried until it expires.`,
              mend: null,
            },
          ];
      return { receivers: [{ name: target.queue, consumers: null }], warnings };
    } catch (error) {
      if (isMissing(error))
        return {
          receivers: [],
          warnings: [{ code: "missing", severity: "bad", text: `There is no queue "${target.queue}".`, mend: null }],
        };
      throw toBrokerError(source, `look at "${target.queue}"`, error);
    }
  }

  return {
    kind: "sqs",
    source,
    codec: sqsCodec,
    ping: () =>
      client
        .send(new ListQueuesCommand({ MaxResults: 1 }))
        .then(() => (endpoint ? `SQS at ${new URL(endpoint).host}` : `Amazon SQS, ${region}`))
        .catch(fail("be reached")),
    capabilities: (queue) => ({
      capture: ["take", "watch"],
      confirms: true,
      ordered: queue.endsWith(".fifo"),
      findsAttempts: false,

      log: false,
      exchanges: false,
    }),
    discover: () => allFacts().then(readTopology).catch(fail("list its queues")),
    depth: async (queue) => {
      const { attributes } = await facts(queue).catch(fail(`read "${queue}"`));
      const ready = Number(attributes["ApproximateNumberOfMessages"] ?? Number.NaN);
      return { ready: Number.isNaN(ready) ? null : ready, oldestAt: null, expiresAt: null };
    },
    preflight: async (queue) => {
      const own = deadLetterTarget(await facts(queue).catch(fail(`read "${queue}"`)));
      return {
        safe: true,
        warnings: own
          ? [{ code: "dlq-has-dlq", severity: "warn", text: `What is received too often moves on to ${own}.`, mend: null }]
          : [],
      };
    },
    consume: async (queue, onBatch, options, signal) => {
      const failure: { error?: unknown } = {};
      const guarded = (batch: Parameters<typeof onBatch>[0]) =>
        onBatch(batch).catch((error: unknown) => {
          failure.error = error;
          throw error;
        });
      try {
        const url = await urls.get(queue);
        await consumeQueue({
          client,
          url,
          queue,
          waitSeconds: endpoint ? shortPoll : longPoll,
          onBatch: guarded,
          options,
          signal,
          closing,
        });
      } catch (error) {
        if ("error" in failure) throw failure.error;
        if (closing.signal.aborted) throw new BrokerError("closed", `Source "${source}" was closed while it consumed "${queue}".`);
        throw toBrokerError(source, `consume "${queue}"`, error);
      }
    },
    publish: (target, message) =>
      target.to === "exchange"
        ? Promise.resolve({ state: "refused", reason: "SQS has no exchanges: send to a queue." })
        : publisher.publish(target.queue, message),
    release: (queue, message) => publisher.publish(queue, message),
    audience,
    close: async () => {
      await closing.close();
      client.destroy();
    },
  };
}

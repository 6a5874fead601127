import { ListQueuesCommand } from "@aws-sdk/client-sqs";
import { runConsumption } from "../consumption.ts";
import { freshIntake } from "../fresh-intake.ts";
import type { SqsOptions } from "./options.ts";
import { type Broker, BrokerError } from "../port.ts";
import { audienceOfExchange, intakeOfExchange } from "../no-exchange.ts";
import { readAudience, readIntake } from "./audience.ts";
import { createClient } from "./client.ts";
import { Closing } from "./closing.ts";
import { consumeQueue } from "./consume.ts";
import { toBrokerError } from "./errors.ts";
import { FactReader } from "./facts.ts";
import { sqsCodec } from "./head.ts";
import { Publisher } from "./publish.ts";
import { QueueUrls } from "./queue-urls.ts";
import { deadLetterTarget, readTopology } from "./topology.ts";

/** AWS bills each poll, so it waits long; emulators wake up late, so those wait short. */
const longPoll = 10;
const shortPoll = 1;

/** An adapter on Amazon SQS, standard and FIFO; EventBridge's dead-letter queues are SQS queues. Constructing it connects nothing. */
export function createSqs({ source, ...options }: SqsOptions & { readonly source: string }): Broker {
  const { region, endpoint } = options;
  const client = createClient(options);
  const urls = new QueueUrls(client);
  const facts = new FactReader(client, urls);
  const publisher = new Publisher(client, urls);
  const closing = new Closing();
  const fail = (doing: string) => (error: unknown) => {
    throw toBrokerError(source, doing, error);
  };

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
    discover: () => facts.readAll().then(readTopology).catch(fail("list its queues")),
    depth: async (queue) => {
      const { attributes } = await facts.read(queue).catch(fail(`read "${queue}"`));
      const ready = Number(attributes["ApproximateNumberOfMessages"] ?? Number.NaN);
      return { ready: Number.isNaN(ready) ? null : ready, oldestAt: null, expiresAt: null };
    },
    preflight: async (queue) => {
      const own = deadLetterTarget(await facts.read(queue).catch(fail(`read "${queue}"`)));
      return {
        safe: true,
        warnings: own
          ? [{ code: "dlq-has-dlq", severity: "warn", text: `What is received too often moves on to ${own}.`, mend: null }]
          : [],
      };
    },
    consume: (queue, onBatch, consumeOptions, signal) =>
      runConsumption(
        { queue, onBatch, options: consumeOptions, signal },
        async (consumption) =>
          consumeQueue({ ...consumption, client, url: await urls.get(queue), waitSeconds: endpoint ? shortPoll : longPoll, closing }),
        (error) =>
          closing.signal.aborted
            ? new BrokerError("closed", `Source "${source}" was closed while it consumed "${queue}".`)
            : toBrokerError(source, `consume "${queue}"`, error),
      ),
    publish: (target, message, _, once) =>
      target.to === "exchange"
        ? Promise.resolve({ state: "refused", reason: "SQS has no exchanges: send to a queue." })
        : publisher.publish(target.queue, message, once),
    release: (queue, message, once) => publisher.publish(queue, message, once),
    audience: async (target) =>
      target.to === "exchange"
        ? audienceOfExchange("SQS", "queue")
        : readAudience(facts, target.queue).catch(fail(`look at "${target.queue}"`)),
    intake: freshIntake(async (target) =>
      target.to === "exchange"
        ? intakeOfExchange("SQS", "queue")
        : readIntake(facts, target.queue).catch(fail(`look at "${target.queue}"`)),
    ),
    close: async () => {
      await closing.close();
      client.destroy();
    },
  };
}

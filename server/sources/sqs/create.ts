import { runConsumption } from "../consumption.ts";
import { freshIntake } from "../fresh-intake.ts";
import type { SqsOptions } from "./options.ts";
import { type Broker, BrokerError } from "../port.ts";
import { audienceOfExchange, intakeOfExchange } from "../no-exchange.ts";
import { readAudience, readIntake, readLifetime } from "./audience.ts";
import { createClient } from "./client.ts";
import { Closing } from "./closing.ts";
import { consumeQueue } from "./consume.ts";
import { depthOf, Depths, settledMs } from "./depths.ts";
import { isEmulator } from "./emulator.ts";
import { toBrokerError } from "./errors.ts";
import { FactReader } from "./facts.ts";
import { sqsCodec } from "./head.ts";
import { ping } from "./ping.ts";
import { readPreflight } from "./preflight.ts";
import { Publisher } from "./publish.ts";
import { QueueUrls } from "./queue-urls.ts";
import { readTopology } from "./topology.ts";
import { watchClient } from "./watch.ts";

/** AWS bills each request, so a poll waits as long as it may; emulators wake up late, so those wait short. */
const longPoll = 20;
const shortPoll = 1;

interface SqsSource extends SqsOptions {
  readonly source: string;
  /** The queues that are configured. */
  readonly queues?: readonly { readonly name: string }[];
  /** Requests are free; left out: as the endpoint says. */
  readonly isFree?: boolean;
  /** Left out: as long as SQS takes. */
  readonly settledMs?: number;
}

/** An adapter on Amazon SQS, standard and FIFO; EventBridge's dead-letter queues are SQS queues. Constructing it connects nothing. */
export function createSqs({ source, queues = [], isFree: free, settledMs: settled = settledMs, ...options }: SqsSource): Broker {
  const { region, endpoint } = options;
  const isFree = free ?? isEmulator(endpoint);
  const client = createClient(source, options);
  const heard = watchClient(client);
  const urls = new QueueUrls(client);
  const facts = new FactReader(client, urls, { isFree, named: queues.map(({ name }) => name) });
  const depths = new Depths((queue) => facts.count(queue), { settled });
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
      ping(client, heard, isFree)
        .then(() => (endpoint ? `SQS at ${new URL(endpoint).host}` : `Amazon SQS, ${region}`))
        .catch(fail("be reached")),
    capabilities: (queue) => ({
      capture: ["take", "watch"],
      confirms: true,
      ordered: queue.endsWith(".fifo"),
      findsAttempts: false,
      log: false,
      exchanges: false,
      ...(isFree ? {} : { billed: true }),
    }),
    discover: () =>
      facts
        .readAll()
        .then((all) => facts.findGone(all))
        .then(({ all, gone }) => readTopology(all, { isWhole: facts.isWhole, gone }))
        .catch(fail("list its queues")),
    depth: (queue) => (isFree ? facts.count(queue).then(depthOf) : depths.read(queue)).catch(fail(`read "${queue}"`)),
    preflight: (queue) => readPreflight({ client, urls, facts }, queue).catch(fail(`read "${queue}"`)),
    consume: (queue, onBatch, consumeOptions, signal) =>
      runConsumption(
        { queue, onBatch, options: consumeOptions, signal },
        async (consumption) => {
          const url = await urls.get(queue);
          const ended = depths.began(queue);
          const onReceived = (n: number, waited: boolean) => depths.polled(queue, n, waited);
          return consumeQueue({ ...consumption, client, url, waitSeconds: isFree ? shortPoll : longPoll, closing, onReceived }).finally(
            ended,
          );
        },
        (error) =>
          closing.signal.aborted
            ? new BrokerError("closed", `Source "${source}" was closed while it consumed "${queue}".`)
            : toBrokerError(source, `consume "${queue}"`, error),
      ),
    publish: (target, message, _, hints) =>
      target.to === "exchange"
        ? Promise.resolve({ state: "refused", reason: "SQS has no exchanges: send to a queue." })
        : publisher.publish(target.queue, message, hints),
    release: (queue, message, hints) => publisher.publish(queue, message, hints),
    audience: async (target) =>
      target.to === "exchange"
        ? audienceOfExchange("SQS", "queue")
        : readAudience(facts, target.queue).catch(fail(`look at "${target.queue}"`)),
    intake: freshIntake(async (target) =>
      target.to === "exchange"
        ? intakeOfExchange("SQS", "queue")
        : readIntake(facts, target.queue).catch(fail(`look at "${target.queue}"`)),
    ),
    lifetime: (queue) => readLifetime(facts, queue).catch(fail(`read "${queue}"`)),
    close: async () => {
      await closing.close();
      client.destroy();
    },
  };
}

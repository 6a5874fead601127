import { readCelery } from "./conventions/celery.ts";
import { readDramatiq } from "./conventions/dramatiq.ts";
import { readEasyNetQ } from "./conventions/easynetq.ts";
import { readEventBridge, readScheduler } from "./conventions/eventbridge.ts";
import { readEventBridgeBus } from "./conventions/eventbridge-bus.ts";
import { readEventferry } from "./conventions/eventferry.ts";
import { isJob, readJob } from "./conventions/job.ts";
import { readKafkaConnect } from "./conventions/kafka-connect.ts";
import { readKafkaStreams } from "./conventions/kafka-streams.ts";
import { readKafkaJsAsyncRetry } from "./conventions/kafkajs-async-retry.ts";
import { readKarafka } from "./conventions/karafka.ts";
import { readKnative } from "./conventions/knative.ts";
import { readLambdaDestination, readLambdaQueue } from "./conventions/lambda.ts";
import { readMapped } from "./conventions/mapped.ts";
import { readMassTransit } from "./conventions/masstransit.ts";
import { readNestJs } from "./conventions/nestjs.ts";
import { readNServiceBus } from "./conventions/nservicebus.ts";
import { readRascal } from "./conventions/rascal.ts";
import { readRebus } from "./conventions/rebus.ts";
import { readRetryCounter } from "./conventions/retry-counter.ts";
import { readShareGroup } from "./conventions/share-group.ts";
import { readSilverback } from "./conventions/silverback.ts";
import { readSmallRye } from "./conventions/smallrye.ts";
import { readSneakers } from "./conventions/sneakers.ts";
import { readSpringAmqp } from "./conventions/spring-amqp.ts";
import { readSpringCloudStreamKafka } from "./conventions/spring-cloud-stream-kafka.ts";
import { readSpringKafka } from "./conventions/spring-kafka.ts";
import { readSqs } from "./conventions/sqs.ts";
import { readSymfony } from "./conventions/symfony.ts";
import { readWatermill } from "./conventions/watermill.ts";
import { readWolverine } from "./conventions/wolverine.ts";
import { readXDeath } from "./conventions/x-death.ts";
import type { Evidence, FailedMessage, FailureRules } from "./failure.ts";

type Reader = (message: FailedMessage, rules: FailureRules) => Evidence | null;

interface Convention {
  readonly read: Reader;
  /** Records of logs are looked through for it. */
  readonly ofLogs: boolean;
}

const anywhere = (read: Reader): Convention => ({ read, ofLogs: true });
/** Only clients of RabbitMQ and AWS write it: a record of a log that carries it has it from elsewhere, and did not fail there. */
const elsewhere = (read: Reader): Convention => ({ read, ofLogs: false });

/**
 * What is most certain about where and why comes first: the operator's own mapping, frameworks that name the queue, the broker's
 * record, and last those that only know an address or a handler.
 */
const first: readonly Convention[] = [anywhere(readMapped), anywhere(readMassTransit), elsewhere(readNServiceBus), elsewhere(readEasyNetQ)];
/** On a log one may dead-letter what another has: these add their headers at the end, so that the last in the record is the last that failed with it. */
const appending: readonly Convention[] = [
  anywhere(readSpringKafka),
  anywhere(readSpringCloudStreamKafka),
  anywhere(readKafkaConnect),
  anywhere(readKafkaStreams),
];
const rest: readonly Convention[] = [
  anywhere(readShareGroup),
  anywhere(readSmallRye),
  anywhere(readKafkaJsAsyncRetry),
  anywhere(readKarafka),
  anywhere(readSilverback),
  anywhere(readEventferry),
  anywhere(readRebus),
  anywhere(readWolverine),
  anywhere(readWatermill),
  anywhere(readKnative),
  elsewhere(readSymfony),
  elsewhere(readSneakers),
  elsewhere(readRascal),
  elsewhere(readDramatiq),
  elsewhere(readEventBridge),
  elsewhere(readScheduler),
  elsewhere(readEventBridgeBus),
  elsewhere(readLambdaQueue),
  elsewhere(readLambdaDestination),
  elsewhere(readXDeath),
  elsewhere(readRetryCounter),
  elsewhere(readSpringAmqp),
  elsewhere(readCelery),
  anywhere(readNestJs),
  elsewhere(readSqs),
];
const all = [first, appending, rest].map((list) => list.map(({ read }) => read));
const ofLogs = [first, appending, rest].map((list) => list.filter((one) => one.ofLogs).map(({ read }) => read));

/** Everything that any convention finds. One that breaks on hostile input is left out and stops nobody. */
export function readEvidence(message: FailedMessage, rules: FailureRules): readonly Evidence[] {
  // What its payload looks like is the job's own matter: a retry sends it as it is.
  if (isJob(message)) return readEach([readMapped, readJob], message, rules);
  const [before = [], among = [], after = []] = message.log ? ofLogs : all;
  return [
    ...readEach(before, message, rules),
    ...newestFirst(readEach(among, message, rules), message),
    ...readEach(after, message, rules),
  ];
}

function newestFirst(found: readonly Evidence[], { head }: FailedMessage): readonly Evidence[] {
  if (found.length < 2) return found;
  const last = ({ headers }: Evidence) => head.headers.findLastIndex(({ name }) => headers.includes(name));
  return found.toSorted((a, b) => last(b) - last(a));
}

function readEach(readers: readonly Reader[], message: FailedMessage, rules: FailureRules): readonly Evidence[] {
  const found: Evidence[] = [];
  for (const reader of readers) {
    try {
      const evidence = reader(message, rules);
      if (evidence) found.push(evidence);
    } catch {
      // Whatever it could not read stays unknown.
    }
  }
  return found;
}

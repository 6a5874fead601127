import { countedAttempts, exactAttempt, newErrors, newEvidence, newOrigin } from "../evidence.ts";
import type { Evidence, FailedMessage } from "../failure.ts";
import { headerNumber } from "../header-number.ts";
import { namesFrom, valueText } from "../read-header.ts";

const prefixes = [
  "kafka_dlt-",
  "kafka_original-",
  "kafka_exception-",
  "kafka_key-exception-",
  "retry_topic-",
  "springDeserializerException",
];

/**
 * Spring Kafka's DeadLetterPublishingRecoverer (`kafka_dlt-*`) and @RetryableTopic (`kafka_original-*`, `kafka_exception-*`), of
 * DeadLetterRecordManager and RetryTopicHeaders. A recoverer appends where the record came from at each dead-lettering, so the last counts;
 * @RetryableTopic keeps the first for ever. Its counter, appended too, is the attempt that would come next.
 */
export function readSpringKafka(message: FailedMessage): Evidence | null {
  if (message.kind !== "kafka") return null;
  const dlpr = last(message, "kafka_dlt-original-topic");
  const [topic, prefix] = dlpr ? [dlpr, "kafka_dlt-"] : [first(message, "kafka_original-topic"), "kafka_"];
  if (!topic) return null;
  const of = (name: string) => valueText(last(message, `${prefix}${name}`));
  const origin = valueText(topic);
  const type = of("exception-cause-fqcn") ?? of("exception-fqcn") ?? of("key-exception-fqcn");
  const errors = newErrors(
    type,
    of("exception-message") ?? of("key-exception-message"),
    of("exception-stacktrace") ?? of("key-exception-stacktrace"),
  );
  const handler = valueText(last(message, "kafka_dlt-original-consumer-group"));
  const next = headerNumber(last(message, "retry_topic-attempts"));
  const delivered = headerNumber(last(message, "kafka_deliveryAttempt"));
  const total = next !== null && next > 1 ? next - 1 : delivered;
  const headers = namesFrom(message, [...prefixes, "kafka_deliveryAttempt"]);
  const counter = next === null ? "kafka_deliveryAttempt" : "retry_topic-attempts";
  return newEvidence(dlpr ? "Spring Kafka" : "Spring Kafka, retryable topic", {
    headers,
    strips: headers,
    errors,
    attempts: [
      ...countedAttempts(1, (total ?? 1) - 1, origin, `${counter} ${total}`),
      exactAttempt(Math.max(total ?? 1, 1), { where: origin, error: errors[0], source: `${prefix}exception headers` }),
    ],
    attemptCount: total,
    origin: newOrigin({ queue: origin, handler }),
  });
}

function first({ head }: FailedMessage, name: string) {
  return head.headers.find((header) => header.name === name)?.value;
}

function last({ head }: FailedMessage, name: string) {
  return head.headers.findLast((header) => header.name === name)?.value;
}

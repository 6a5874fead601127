import { lastTry, newErrors, newEvidence, newOrigin } from "../evidence.ts";
import type { Evidence, FailedMessage, Tries } from "../failure.ts";
import { headerNumber } from "../header-number.ts";
import { printJavaThrowable, readJavaThrowable } from "../java-object.ts";
import { findHeader, lastHeader, lastText, namesFrom, valueText } from "../read-header.ts";
import { deathByRecord } from "../record-time.ts";
import { countedTries } from "../tries.ts";

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
  if (!message.log) return null;
  const dlpr = lastHeader(message, "kafka_dlt-original-topic");
  const [topic, prefix] = dlpr ? [dlpr, "kafka_dlt-"] : [findHeader(message, "kafka_original-topic"), "kafka_"];
  if (!topic) return null;
  const of = (name: string) => lastText(message, `${prefix}${name}`);
  const origin = valueText(topic);
  const type = of("exception-cause-fqcn") ?? of("exception-fqcn") ?? of("key-exception-fqcn");
  const stack = of("exception-stacktrace") ?? of("key-exception-stacktrace");
  const told = newErrors(type, of("exception-message") ?? of("key-exception-message"), stack);
  const errors = stack === null ? (serialisedErrors(message) ?? told) : told;
  const handler = lastText(message, "kafka_dlt-original-consumer-group");
  const headers = namesFrom(message, [...prefixes, "kafka_deliveryAttempt"]);
  return newEvidence(dlpr ? "Spring Kafka" : "Spring Kafka, retryable topic", {
    headers,
    strips: headers,
    errors,
    attempts: lastTry({ where: origin, error: errors[0], source: `${prefix}exception headers` }),
    tries: triesOf(message),
    origin: newOrigin({ queue: origin, handler }),
    diedAt: deathByRecord(message),
  });
}

/** Retry topics count the attempt that would come next, other containers the one that failed. */
function triesOf(message: FailedMessage): Tries | null {
  const next = headerNumber(lastHeader(message, "retry_topic-attempts"));
  if (next !== null && next > 1) return { count: next - 1, source: `retry_topic-attempts ${next}` };
  const delivered = headerNumber(lastHeader(message, "kafka_deliveryAttempt"));
  return countedTries(delivered !== null && delivered > 0 ? delivered : null, "kafka_deliveryAttempt");
}

/** What a deserializer left of its failure, where the container was told to keep it (`retainExceptionHeader`): a serialised exception. */
function serialisedErrors(message: FailedMessage): Evidence["errors"] | null {
  const headers = ["springDeserializerExceptionValue", "springDeserializerExceptionKey"].map((name) => lastHeader(message, name));
  const value = headers.find((header) => header !== null && header.text !== null);
  if (!value || value.text === null) return null;
  const exception = readJavaThrowable(Buffer.from(value.text, value.type === "bytes" ? "base64" : "utf8"));
  if (exception === null) return null;
  let root = exception;
  while (root.cause) root = root.cause;
  return newErrors(root.type, root.text ?? exception.text, printJavaThrowable(exception));
}

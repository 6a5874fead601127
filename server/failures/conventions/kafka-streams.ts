import { lastTry, newErrors, newEvidence, newOrigin } from "../evidence.ts";
import type { Evidence, FailedMessage } from "../failure.ts";
import { lastText, namesFrom } from "../read-header.ts";
import { deathByRecord } from "../record-time.ts";

const prefix = "__streams.errors.";
/** Topics that an application keeps for itself: nobody but it may write there. */
const internal = /-(?:repartition|changelog)$/;

/**
 * A dead letter of Kafka Streams (KIP-1034, Kafka 4.2). The exception is a class, or, in the first versions, the class and its text. A record of
 * an internal topic has no place to be sent back to: its key is another one than the application's input had.
 */
export function readKafkaStreams(message: FailedMessage): Evidence | null {
  const of = (name: string) => lastText(message, `${prefix}${name}`);
  const topic = of("topic");
  const exception = of("exception");
  if (topic === null && exception === null) return null;
  const headers = namesFrom(message, [prefix]);
  const [type = null, text = null] = exception?.split(/: (.*)/s, 2) ?? [];
  const errors = newErrors(type, of("message") ?? text, of("stacktrace"));
  return newEvidence("Kafka Streams", {
    headers,
    strips: headers,
    errors,
    attempts: lastTry({ where: topic, error: errors[0], source: `${prefix}* headers` }),
    origin: newOrigin(topic !== null && internal.test(topic) ? { topic } : { queue: topic }),
    diedAt: deathByRecord(message),
  });
}

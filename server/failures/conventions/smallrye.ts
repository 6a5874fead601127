import { lastTry, newErrors, newEvidence, newOrigin, recordedTry } from "../evidence.ts";
import type { Evidence, FailedMessage } from "../failure.ts";
import { headerNumber } from "../header-number.ts";
import { presentNames, valueText } from "../read-header.ts";
import { deathByRecord } from "../record-time.ts";
import { retriedTries } from "../tries.ts";

const [dead, retried] = ["dead-letter-", "delayed-retry-"];
const counter = `${retried}count`;
const parts = ["exception-class-name", "reason", "cause-class-name", "cause", "topic"];
const names = [
  ...[dead, retried].flatMap((prefix) => [...parts, "partition", "offset"].map((part) => `${prefix}${part}`)),
  ...["count", "original-timestamp", "first-processing-timestamp"].map((part) => `${retried}${part}`),
];
/** SmallRye reads the delay out of the name. */
const retryTopic = /_\d+$/;
const mostShown = 100;

/** What one failure added, by the names without their prefix. */
type Hop = ReadonlyMap<string, string | null>;

/**
 * SmallRye Reactive Messaging's dead-letter queue, and its delayed-retry topics, whose dead letters carry `delayed-retry-*` instead, of its
 * KafkaDeadLetterQueue and KafkaDelayedRetryTopic. What a failure adds stands before the headers that came along, so the newest stands first.
 */
export function readSmallRye(message: FailedMessage): Evidence | null {
  if (!message.log) return null;
  const of = (prefix: string) => readHops(message, prefix).filter((hop) => hop.get("topic") && hop.get("exception-class-name"));
  const [newest] = of(dead);
  if (!newest) return retriesOf(message, of(retried));
  return newEvidence("SmallRye", {
    ...stripped(message),
    errors: errorsOf(newest),
    attempts: lastTry(told(newest, dead)),
    origin: newOrigin({ queue: newest.get("topic") ?? null }),
    diedAt: deathByRecord(message),
  });
}

/** Each retry topic leaves a record of its try. The counter is of retries, appended; the oldest record names the topic that the application reads. */
function retriesOf(message: FailedMessage, hops: readonly Hop[]): Evidence | null {
  const [newest] = hops;
  if (!newest) return null;
  const retries = message.head.headers.flatMap(({ name, value }) => (name === counter ? (headerNumber(value) ?? []) : []));
  const tries = retriedTries(retries.length > 0 ? Math.max(0, ...retries) : null, counter);
  const oldest = hops.at(-1)?.get("topic") ?? null;
  const unknown = oldest !== null && retryTopic.test(oldest) && hops.length < (tries?.count ?? 0);
  return newEvidence("SmallRye", {
    ...stripped(message),
    errors: errorsOf(newest),
    attempts: hops.slice(0, mostShown).map((hop, after) => recordedTry(after, told(hop, retried))),
    tries,
    origin: newOrigin({ queue: unknown ? null : oldest }),
    diedAt: deathByRecord(message),
  });
}

function stripped(message: FailedMessage) {
  const headers = presentNames(message, names);
  return { headers, strips: headers };
}

/** The sets of headers with this prefix; a name that comes again begins the next. */
function readHops({ head }: FailedMessage, prefix: string): readonly Hop[] {
  const hops: Map<string, string | null>[] = [];
  for (const { name, value } of head.headers) {
    const part = name.startsWith(prefix) ? name.slice(prefix.length) : "";
    if (!parts.includes(part)) continue;
    const hop = hops.at(-1);
    if (hop && !hop.has(part)) hop.set(part, valueText(value));
    else hops.push(new Map([[part, valueText(value)]]));
  }
  return hops;
}

function errorsOf(hop: Hop): Evidence["errors"] {
  const of = (name: string) => hop.get(name) ?? null;
  return newErrors(of("cause-class-name") ?? of("exception-class-name"), of("cause") ?? of("reason"));
}

function told(hop: Hop, prefix: string) {
  return { where: hop.get("topic") ?? null, error: errorsOf(hop)[0], source: `${prefix}* headers` };
}

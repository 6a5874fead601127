import { countedAttempts, exactAttempt, newErrors, newEvidence, newOrigin } from "../evidence.ts";
import type { Evidence, FailedMessage } from "../failure.ts";
import { headerNumber } from "../header-number.ts";
import { findHeader, headerText, namesFrom } from "../read-header.ts";
import { deathByRecord } from "../record-time.ts";

const prefixes = ["dead-letter-", "delayed-retry-"];

/**
 * SmallRye Reactive Messaging's dead-letter queue, and its delayed-retry topics, whose dead letters carry `delayed-retry-*` instead. What it adds
 * stands before the headers that came along, so the first counts. The counter is of retries: attempts are one more.
 */
export function readSmallRye(message: FailedMessage): Evidence | null {
  if (!message.log) return null;
  const prefix = prefixes.find((one) => findHeader(message, `${one}topic`) && findHeader(message, `${one}exception-class-name`));
  if (!prefix) return null;
  const of = (name: string) => headerText(message, `${prefix}${name}`);
  const headers = namesFrom(message, prefixes);
  const topic = of("topic");
  const errors = newErrors(of("cause-class-name") ?? of("exception-class-name"), of("cause") ?? of("reason"));
  const retries = headerNumber(findHeader(message, "delayed-retry-count"));
  const total = retries === null ? null : retries + 1;
  return newEvidence("SmallRye", {
    headers,
    strips: headers,
    errors,
    attempts: [
      ...countedAttempts(1, (total ?? 1) - 1, topic, `delayed-retry-count ${retries}`),
      exactAttempt(total ?? 1, { where: topic, error: errors[0], source: `${prefix}* headers` }),
    ],
    attemptCount: total,
    origin: newOrigin({ queue: topic }),
    diedAt: deathByRecord(message),
  });
}

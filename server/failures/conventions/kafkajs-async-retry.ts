import { newEvidence, newOrigin } from "../evidence.ts";
import type { Evidence, FailedMessage } from "../failure.ts";
import { headerText } from "../read-header.ts";
import { at, parseJson, textAt } from "../read-json.ts";
import { deathByRecord } from "../record-time.ts";
import { retriedTries } from "../tries.ts";

const name = "asyncRetry";

/**
 * kafkajs-async-retry: one JSON header with the topic and the attempts made before the last, of its `handleMessageFailure`; no error is
 * recorded. The group is in the topic's name. Sent
 * again with it, a record whose attempts are used up would die at once.
 */
export function readKafkaJsAsyncRetry(message: FailedMessage): Evidence | null {
  const text = headerText(message, name);
  const json = text === null ? undefined : parseJson(text);
  const topic = textAt(json, "top");
  if (topic === null) return null;
  const before = at(json, "att");
  const earlier = typeof before === "number" && Number.isInteger(before) && before > 0 ? before : null;
  const handler = /^(.+)-dlq$/.exec(message.queue)?.[1] ?? null;
  return newEvidence("kafkajs-async-retry", {
    headers: [name],
    strips: [name],
    tries: retriedTries(earlier, `${name}, att`),
    origin: newOrigin({ queue: topic, handler }),
    diedAt: deathByRecord(message),
  });
}

import { newEvidence, newOrigin } from "../evidence.ts";
import type { Evidence, FailedMessage } from "../failure.ts";
import { countOf, headerText, presentNames } from "../read-header.ts";
import { deathByRecord } from "../record-time.ts";
import { countedTries } from "../tries.ts";

const names = ["source_topic", "source_partition", "source_offset", "source_consumer_group", "source_attempts", "source_trace_id"];

/**
 * Karafka Pro's enhanced dead letter queue; the open one adds nothing. Where Karafka only pipes a record on it leaves the same names but the attempts,
 * which is no failure. No error is carried.
 */
export function readKarafka(message: FailedMessage): Evidence | null {
  const topic = message.log ? headerText(message, "source_topic") : null;
  const attempts = headerText(message, "source_attempts");
  if (topic === null || attempts === null) return null;
  const headers = presentNames(message, names);
  const group = headerText(message, "source_consumer_group");
  return newEvidence("Karafka", {
    headers,
    strips: headers,
    tries: countedTries(countOf(attempts), "source_attempts"),
    origin: newOrigin({ queue: topic, handler: group }),
    diedAt: deathByRecord(message),
  });
}

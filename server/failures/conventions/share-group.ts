import { newEvidence, newOrigin } from "../evidence.ts";
import type { Evidence, FailedMessage } from "../failure.ts";
import { headerNumber } from "../header-number.ts";
import { isBare } from "../origin-record.ts";
import { lastHeader, lastText, namesFrom } from "../read-header.ts";
import { deathByRecord } from "../record-time.ts";

const prefix = "__dlq.errors.";

/**
 * What the broker itself dead-letters for a share group (KIP-1191). Unless copying is on it holds no bytes of the record but where it lay, and never
 * its headers. It counts deliveries, and of a batch that a consumer dropped those too that it never tried.
 */
export function readShareGroup(message: FailedMessage): Evidence | null {
  const topic = lastText(message, `${prefix}topic`);
  if (topic === null) return null;
  const headers = namesFrom(message, [prefix]);
  const group = lastText(message, `${prefix}group`);
  const deliveries = headerNumber(lastHeader(message, `${prefix}delivery.count`));
  const place = `partition ${lastText(message, `${prefix}partition`) ?? "?"}, offset ${lastText(message, `${prefix}offset`) ?? "?"}`;
  const empty = message.body === null && message.head.key === null && isBare(message.head);
  return newEvidence("Kafka share group", {
    headers,
    strips: headers,
    reason: reasonOf(lastText(message, `${prefix}message`)),
    counts: deliveries ? [{ kind: "delivered", where: group, count: deliveries, firstAt: null, source: `${prefix}delivery.count` }] : [],
    origin: newOrigin({ queue: topic, handler: group }),
    diedAt: deathByRecord(message),
    incomplete: empty ? `The share group kept only where the record lay (${topic}, ${place}), not the record itself.` : null,
  });
}

/** In the words that brokers share; what the broker writes is an English sentence. */
function reasonOf(text: string | null): string | null {
  if (text === null) return null;
  return /delivery count exceeded/i.test(text) ? "delivery_limit" : /rejected/i.test(text) ? "rejected" : text;
}

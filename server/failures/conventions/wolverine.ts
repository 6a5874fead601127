import { lastTry, lastPart, newErrors, newEvidence, newOrigin } from "../evidence.ts";
import type { Evidence, FailedMessage, Origin } from "../failure.ts";
import { countOf, headerText, namesFrom, presentNames } from "../read-header.ts";
import { deathByRecord } from "../record-time.ts";
import { timeOf } from "../../text/time.ts";
import { countedTries } from "../tries.ts";

const failureHeaders = ["exception-type", "exception-message", "exception-stack", "failed-at"];
const names = [...failureHeaders, "original-destination", "original-partition", "original-offset", "attempts"];

/** Kafka's retry topics, `<topic>.retry.<delay>`; what stays of them would send the record to the next of these. */
const tiers = "wolverine-kafka-retry-";

/**
 * Wolverine with enhanced dead lettering (DeadLetterQueueConstants, `StampFailureMetadata`). Its names are plain words, so all that it always writes must be
 * there, with a time that is one.
 */
export function readWolverine(message: FailedMessage): Evidence | null {
  const type = headerText(message, "exception-type");
  const destination = headerText(message, "original-destination");
  const failedAt = headerText(message, "failed-at");
  if (type === null || headerText(message, "exception-message") === null || timeOf(failedAt) === null) return null;
  const headers = [...presentNames(message, names), ...namesFrom(message, [tiers])];
  const errors = newErrors(type, headerText(message, "exception-message"), headerText(message, "exception-stack"));
  const at = timeOf(failedAt);
  // Each retry topic counts its deliveries anew.
  const total = Math.max(...["attempts", `${tiers}attempt`].map((name) => countOf(headerText(message, name)) ?? 0)) || null;
  const source = headerText(message, `${tiers}source`);
  const address = source === null ? addressOf(destination) : newOrigin({ queue: source });
  const queue = address?.queue ?? null;
  return newEvidence("Wolverine", {
    headers,
    strips: headers,
    errors,
    attempts: lastTry({ at, where: queue, error: errors[0], source: "exception headers" }),
    tries: countedTries(total, "attempts"),
    origin: address,
    diedAt: at ?? deathByRecord(message),
  });
}

/** "rabbitmq://queue/orders", "kafka://topic/orders", "sqs://orders"; an exchange or a queue in memory is none to send to. */
function addressOf(destination: string | null): Origin | null {
  const [, local, amqp, path] = /^(?:(local)|(rabbitmq)|[a-z-]{1,20}):\/\/(.{1,500})$/s.exec(destination ?? "") ?? [];
  const name = lastPart(path ?? null, "/");
  if (local) return newOrigin({ handler: name });
  if (amqp && !path?.startsWith("queue/")) return newOrigin(path?.startsWith("exchange/") ? { exchange: name } : {});
  return newOrigin({ queue: name });
}

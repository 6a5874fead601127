import { lastTry, lastPart, newErrors, newEvidence, newOrigin } from "../evidence.ts";
import type { Evidence, FailedMessage } from "../failure.ts";
import { countOf, headerText, namesFrom, presentNames } from "../read-header.ts";
import { deathByRecord } from "../record-time.ts";
import { timeOf } from "../../text/time.ts";
import { countedTries } from "../tries.ts";

const failureHeaders = ["exception-type", "exception-message", "exception-stack", "failed-at"];
const names = [...failureHeaders, "original-destination", "original-partition", "original-offset", "attempts"];

/** Kafka's retry topics, `<topic>.retry.<delay>`; what stays of them would send the record to the next of these. */
const tiers = "wolverine-kafka-retry-";

/** Wolverine with enhanced dead lettering. Its names are plain words, so the time or the destination must stand beside the type. */
export function readWolverine(message: FailedMessage): Evidence | null {
  const type = headerText(message, "exception-type");
  const destination = headerText(message, "original-destination");
  const failedAt = headerText(message, "failed-at");
  if (type === null || (destination === null && failedAt === null)) return null;
  const headers = [...presentNames(message, names), ...namesFrom(message, [tiers])];
  const errors = newErrors(type, headerText(message, "exception-message"), headerText(message, "exception-stack"));
  const at = timeOf(failedAt);
  // Each retry topic counts its deliveries anew.
  const total = Math.max(...["attempts", `${tiers}attempt`].map((name) => countOf(headerText(message, name)) ?? 0)) || null;
  const queue = headerText(message, `${tiers}source`) ?? lastPart(destination, "/");
  return newEvidence("Wolverine", {
    headers,
    strips: headers,
    errors,
    attempts: lastTry({ at, where: queue, error: errors[0], source: "exception headers" }),
    tries: countedTries(total, "attempts"),
    origin: newOrigin({ queue }),
    diedAt: at ?? deathByRecord(message),
  });
}

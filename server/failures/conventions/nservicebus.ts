import { lastTry, newErrors, newEvidence, newOrigin } from "../evidence.ts";
import type { Evidence, FailedMessage } from "../failure.ts";
import { headerText, namesFrom } from "../read-header.ts";
import { timeOf } from "../../text/time.ts";

const failureHeaders = [
  "NServiceBus.FailedQ",
  "NServiceBus.TimeOfFailure",
  "NServiceBus.ExceptionInfo.",
  "NServiceBus.Retries",
  "ServiceControl.EditOf",
];

/** NServiceBus. Delayed retries are counted, the immediate ones within each are not: how often it was tried is unknown. */
export function readNServiceBus(message: FailedMessage): Evidence | null {
  const failed = headerText(message, "NServiceBus.FailedQ");
  const info = (name: string) => headerText(message, `NServiceBus.ExceptionInfo.${name}`);
  const type = info("ExceptionType");
  if (failed === null && type === null) return null;
  const headers = namesFrom(message, failureHeaders);
  const outer = newErrors(type, info("Message"), info("StackTrace"));
  const at = timeOf(headerText(message, "NServiceBus.TimeOfFailure"));
  const queue = failed?.split("@", 1)[0] || null;
  return newEvidence("NServiceBus", {
    headers,
    strips: headers,
    errors: [...newErrors(info("InnerExceptionType"), null), ...outer],
    attempts: lastTry({ at, where: queue, error: outer[0], source: "NServiceBus.ExceptionInfo headers" }),
    origin: newOrigin({ queue }),
    diedAt: at,
    forwards: at === null,
  });
}

import { lastTry, newErrors, newEvidence, newOrigin } from "../evidence.ts";
import type { Evidence, FailedMessage } from "../failure.ts";
import { at, bodyJson, parseJson, textAt } from "../read-json.ts";
import { takeOut } from "../take-out.ts";
import { timeOf } from "../../text/time.ts";

/** Of EasyNetQ's class `Error`; older versions have no Queue. */
const always = ["RoutingKey", "Exchange", "Exception", "DateTime", "BasicProperties"];

/** EasyNetQ wraps the failed message in a JSON body of its own (`EasyNetQ_Default_Error_Queue`); the origin must get the inner one. */
export function readEasyNetQ(message: FailedMessage): Evidence | null {
  const body = bodyJson(message);
  const inner = at(body, "Message");
  if (typeof inner !== "string" || always.some((name) => at(body, name) === undefined)) return null;
  const trace = textAt(body, "Exception");
  const errors = newErrors(null, trace?.split("\n", 1)[0]?.trim() ?? null, trace);
  const diedAt = timeOf(textAt(body, "DateTime"));
  const queue = textAt(body, "Queue");
  const exchange = at(body, "Exchange") === "" ? "" : textAt(body, "Exchange");
  return newEvidence("EasyNetQ", {
    errors,
    attempts: lastTry({ at: diedAt, where: queue, error: errors[0], source: "EasyNetQ's error body" }),
    origin: newOrigin({ queue, exchange, routingKey: textAt(body, "RoutingKey") }),
    diedAt,
    forwards: diedAt === null,
    ...takeOut(message, innerBody(inner), "EasyNetQ wraps the failed message in a body of its own; its consumer gets the inner one."),
    ...(isLossy(inner) ? { unwrapped: null, incomplete: lossy } : {}),
  });
}

const lossy =
  "EasyNetQ wrote the event as text, and bytes of it were not UTF-8: they are lost, so what it holds is not what its consumer got. To send it all the same, mend the body by an edit.";

/** .NET puts U+FFFD where bytes are no UTF-8. */
function isLossy(text: string): boolean {
  return text.includes("\ufffd") || !text.isWellFormed();
}

/** Text, or base64 of a binary serializer: only where the text is no JSON and its bytes are exactly what the base64 says. */
function innerBody(text: string): Uint8Array {
  if (text.length === 0 || text.length % 4 !== 0 || parseJson(text) !== undefined) return Buffer.from(text, "utf8");
  const decoded = Buffer.from(text, "base64");
  return decoded.toString("base64") === text ? decoded : Buffer.from(text, "utf8");
}

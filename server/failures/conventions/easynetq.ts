import { lastAttempt, newError, newEvidence } from "../evidence.ts";
import type { Evidence, FailedMessage } from "../failure.ts";
import { jsonObject, textAt } from "../read-json.ts";
import { timeOf } from "../read-header.ts";

/** EasyNetQ wraps the failed message in a JSON body of its own (`EasyNetQ_Default_Error_Queue`); the origin must get the inner one. */
export function readEasyNetQ(message: FailedMessage): Evidence | null {
  const wrap = jsonObject(message.body);
  if (!wrap || !("Exception" in wrap) || !("BasicProperties" in wrap) || typeof wrap["Message"] !== "string") return null;
  const trace = textAt(wrap, "Exception");
  const error = newError(null, trace?.split("\n")[0] ?? null, trace);
  const at = timeOf(textAt(wrap, "DateTime"));
  const queue = textAt(wrap, "Queue");
  return newEvidence("EasyNetQ", {
    errors: error ? [error] : [],
    attempts: error ? lastAttempt({ at, where: queue, error, source: "EasyNetQ error body" }) : [],
    origin: { queue, exchange: textAt(wrap, "Exchange"), routingKey: textAt(wrap, "RoutingKey"), handler: null },
    diedAt: at,
    unwrapped: {
      body: innerBody(wrap["Message"]),
      why: "EasyNetQ wraps the failed message in its error envelope; the inner message is sent.",
    },
  });
}

/** Text by default; base64 when EasyNetQ was given a binary serializer. */
function innerBody(text: string): Uint8Array {
  const binary = text.length > 0 && text.length % 4 === 0 && /^[A-Za-z0-9+/]+={0,2}$/.test(text) && !/^\d+$/.test(text);
  return Buffer.from(text, binary ? "base64" : "utf8");
}

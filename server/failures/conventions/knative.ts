import { newErrors, newEvidence, newOrigin } from "../evidence.ts";
import type { Evidence, FailedMessage } from "../failure.ts";
import { headerText, presentNames } from "../read-header.ts";
import { bodyJson, textAt } from "../read-json.ts";
import { deathByRecord } from "../record-time.ts";

const fields = ["knativeerrordest", "knativeerrorcode", "knativeerrordata"];
/** Of CloudEvents in binary mode: Kafka's, HTTP's and AMQP's. "" in structured mode, where they are members of the body. */
const prefixes = ["ce_", "ce-", "cloudEvents:", "cloudEvents_"];

/**
 * What Knative Eventing adds to the CloudEvent that it sends to a dead-letter sink (knative.dev, "Handling delivery failure"): the address that failed, its
 * HTTP status, -1 without an answer, and the first 1,024 bytes of what it said, in base64 (kncloudevents/attributes of knative.dev/eventing). How often
 * it was tried, and when, is not carried.
 */
export function readKnative(message: FailedMessage): Evidence | null {
  const prefix = prefixes.find((one) => headerText(message, `${one}knativeerrordest`) !== null && headerText(message, `${one}id`) !== null);
  const body = prefix === undefined ? bodyJson(message) : undefined;
  const read = (name: string) => (prefix === undefined ? textAt(body, name) : headerText(message, `${prefix}${name}`));
  const [handler, code] = [read("knativeerrordest"), read("knativeerrorcode")];
  if (handler === null || !/^-?\d{1,3}$/.test(code ?? "") || read("specversion") === null) return null;
  const headers =
    prefix === undefined
      ? []
      : presentNames(
          message,
          fields.map((name) => `${prefix}${name}`),
        );
  const errors = newErrors(statusOf(code ?? ""), saidOf(read("knativeerrordata")));
  const diedAt = deathByRecord(message);
  return newEvidence("Knative", { headers, strips: headers, errors, origin: newOrigin({ handler }), diedAt, forwards: diedAt === null });
}

/** Any error of the subscriber's own handler makes it answer 500: that is no downstream's failure. */
function statusOf(code: string): string | null {
  if (code === "500") return "HTTP 500 of the subscriber";
  return /^[1-5]\d\d$/.test(code) ? `HTTP ${code}` : null;
}

/** Older versions wrote the text itself. */
function saidOf(data: string | null): string | null {
  if (data === null || data.length % 4 !== 0 || !/^[A-Za-z0-9+/]+={0,2}$/.test(data.slice(0, 4_000))) return data;
  const bytes = Buffer.from(data, "base64");
  const text = bytes.toString("utf8");
  return bytes.toString("base64") === data && !text.includes("\ufffd") ? text.trim() : data;
}

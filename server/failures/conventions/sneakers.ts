import { newErrors, newEvidence, recordedTry } from "../evidence.ts";
import type { Evidence, FailedMessage, FailureError } from "../failure.ts";
import { countOf, headerText } from "../read-header.ts";
import { at, bodyJson, parseJson, textAt } from "../read-json.ts";
import { restoredHead } from "../restored-head.ts";
import { takeOut } from "../take-out.ts";
import { countedTries } from "../tries.ts";
import { timeOf } from "../../text/time.ts";

const mostEntries = 100;
const why =
  "Sneakers publishes a failed message again without its own properties and headers, and keeps these as JSON. A replay restores them: a number's width is not kept there.";

/**
 * Sneakers' Maxretry handler (lib/sneakers/handlers/maxretry.rb): a record of the failure, in newer versions as header `retry_info` (one object, or a list with
 * the newest first), before as a body of its own that holds the message. Of its queue nothing is written: the name of the error queue is configured.
 */
export function readSneakers(message: FailedMessage): Evidence | null {
  const text = headerText(message, "retry_info");
  const json = text === null ? bodyJson(message) : parseJson(text);
  const entries = (Array.isArray(json) ? json : [json]).slice(0, mostEntries).filter(isRecord);
  const [newest] = entries;
  if (newest === undefined || (text === null && textAt(newest, "payload") === null)) return null;
  const names = text === null ? [] : ["retry_info"];
  const properties = at(newest, "properties");
  return newEvidence("Sneakers", {
    headers: names,
    strips: names,
    errors: errorOf(newest),
    attempts: entries.map((entry, after) =>
      recordedTry(after, { at: timeOf(textAt(entry, "failed_at")), error: errorOf(entry)[0], source: "Sneakers' record" }),
    ),
    tries: countedTries(countOf(textAt(newest, "num_attempts")), "num_attempts"),
    diedAt: timeOf(textAt(newest, "failed_at")),
    restores: restoredHead(typeof properties === "string" ? parseJson(decoded(properties).toString("utf8")) : properties, why),
    ...(text === null ? wrapped(message, textAt(newest, "payload") ?? "") : {}),
  });
}

/** What the handler always writes. */
function isRecord(entry: unknown): boolean {
  const counted = countOf(textAt(entry, "num_attempts")) !== null && timeOf(textAt(entry, "failed_at")) !== null;
  return counted && at(entry, "error") !== undefined;
}

function wrapped(message: FailedMessage, payload: string): Pick<Evidence, "unwrapped" | "incomplete"> {
  const body = decoded(payload);
  if (body.toString("base64") !== payload.replaceAll("\n", ""))
    return { unwrapped: null, incomplete: "The message that Sneakers has put into its record is not whole." };
  return takeOut(message, body, "Sneakers wraps the failed message in a body of its own; its worker gets the inner one.");
}

/** Ruby's Base64.encode64 breaks its lines. */
function decoded(base64: string): Buffer {
  return Buffer.from(base64, "base64");
}

function errorOf(entry: unknown): readonly FailureError[] {
  const backtrace = at(entry, "backtrace");
  const lines = Array.isArray(backtrace) ? backtrace.filter((line) => typeof line === "string").join("\n") : null;
  // Older versions join the lines by commas.
  const stack = typeof backtrace === "string" ? backtrace.split(/, (?=\/|\S+\.rb:)/).join("\n") : lines;
  return newErrors(textAt(entry, "error_class"), textAt(entry, "error_message") ?? textAt(entry, "error"), stack);
}

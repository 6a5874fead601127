import { newErrors, newEvidence, newOrigin, recordedTry } from "../evidence.ts";
import type { Evidence, FailedMessage, FailureError } from "../failure.ts";
import { countOf, headerText } from "../read-header.ts";
import { at, parseJson, textAt } from "../read-json.ts";
import { countedTries } from "../tries.ts";
import { timeOf } from "../../text/time.ts";

const mostEntries = 100;

/** Sneakers' Maxretry handler: header `retry_info`, JSON, one object or a list with the newest first; queue `<queue>-error`. */
export function readSneakers(message: FailedMessage): Evidence | null {
  const text = headerText(message, "retry_info");
  if (text === null) return null;
  const json = parseJson(text);
  const entries = (Array.isArray(json) ? json : [json])
    .slice(0, mostEntries)
    .filter((entry) => at(entry, "error") !== undefined || at(entry, "error_class") !== undefined);
  const queue = message.queue.endsWith("-error") ? message.queue.slice(0, -"-error".length) : null;
  const diedAt = timeOf(textAt(entries[0], "failed_at"));
  return newEvidence("Sneakers", {
    headers: ["retry_info"],
    strips: ["retry_info"],
    errors: errorOf(entries[0]),
    attempts: entries.map((entry, after) =>
      recordedTry(after, { at: timeOf(textAt(entry, "failed_at")), where: queue, error: errorOf(entry)[0], source: "retry_info" }),
    ),
    tries: countedTries(countOf(textAt(entries[0], "num_attempts")), "retry_info, num_attempts"),
    origin: newOrigin({ queue }),
    diedAt,
    forwards: diedAt === null,
  });
}

function errorOf(entry: unknown): readonly FailureError[] {
  const backtrace = at(entry, "backtrace");
  const lines = Array.isArray(backtrace) ? backtrace.filter((line) => typeof line === "string").join("\n") : null;
  return newErrors(textAt(entry, "error_class"), textAt(entry, "error_message") ?? textAt(entry, "error"), lines);
}

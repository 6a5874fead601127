import { newError, newEvidence } from "../evidence.ts";
import type { Attempt, Evidence, FailedMessage } from "../failure.ts";
import { countOf, findText, timeOf } from "../read-header.ts";
import { isObject, textAt } from "../read-json.ts";

/** Sneakers' Maxretry handler: header `retry_info`, JSON, one object or a list with the newest first; queue `<queue>-error`. */
export function readSneakers(message: FailedMessage): Evidence | null {
  const text = findText(message.head, "retry_info");
  if (text === null) return null;
  const entries = parseEntries(text);
  const newest = entries[0];
  if (!newest) return null;
  const trace = Array.isArray(newest["backtrace"]) ? newest["backtrace"].filter((line) => typeof line === "string").join("\n") : null;
  const error = newError(textAt(newest, "error_class"), textAt(newest, "error_message") ?? textAt(newest, "error"), trace);
  const total = countOf(textAt(newest, "num_attempts")) ?? entries.length;
  return newEvidence("Sneakers", {
    headers: ["retry_info"],
    strips: ["retry_info"],
    errors: error ? [error] : [],
    attempts: entries
      .toReversed()
      .map((entry, index) => toAttempt(entry, total - entries.length + index + 1))
      .filter(({ from }) => from > 0),
    attemptCount: total,
    origin: {
      queue: message.queue.endsWith("-error") ? message.queue.slice(0, -6) : null,
      exchange: null,
      routingKey: null,
      handler: null,
    },
    diedAt: timeOf(textAt(newest, "failed_at")),
  });
}

function parseEntries(text: string): readonly Record<string, unknown>[] {
  try {
    const parsed: unknown = JSON.parse(text);
    return (Array.isArray(parsed) ? parsed : [parsed]).filter(isObject).slice(0, 100);
  } catch {
    return [];
  }
}

function toAttempt(entry: Record<string, unknown>, number: number): Attempt {
  const error = newError(textAt(entry, "error_class"), textAt(entry, "error_message") ?? textAt(entry, "error"));
  return {
    from: number,
    to: number,
    at: timeOf(textAt(entry, "failed_at")),
    where: null,
    error: error && { type: error.type, text: error.text },
    source: "retry_info",
    certainty: "exact",
  };
}

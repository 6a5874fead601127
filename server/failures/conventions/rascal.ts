import { lastAttempt, newError, newEvidence } from "../evidence.ts";
import type { Evidence, FailedMessage } from "../failure.ts";
import { countOf, findValue, tableText } from "../read-header.ts";

/** Rascal: one nested table `rascal`. Kept on a replay it says that the retry budget is spent, so it leaves. */
export function readRascal(message: FailedMessage): Evidence | null {
  const table = findValue(message.head, "rascal");
  if (table?.type !== "table") return null;
  const nested = (name: string) => table.fields?.find((field) => field.name === name)?.value;
  const failure = nested("error");
  const recovery = nested("recovery")?.fields?.[0]?.value;
  const error = failure ? newError(tableText(failure, "name"), tableText(failure, "message"), tableText(failure, "stack")) : null;
  const republished = recovery ? countOf(tableText(recovery, "republished")) : null;
  const total = republished === null ? null : republished + 1;
  const queue = tableText(table, "originalQueue");
  return newEvidence("Rascal", {
    headers: ["rascal"],
    strips: ["rascal"],
    errors: error ? [error] : [],
    attempts: error || total ? lastAttempt({ at: null, where: queue, error, source: "rascal header" }, total) : [],
    attemptCount: total,
    origin: { queue, exchange: tableText(table, "originalExchange"), routingKey: tableText(table, "originalRoutingKey"), handler: null },
  });
}

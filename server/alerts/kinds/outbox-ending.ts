import type { Ending, ReadingFacts } from "../kind.ts";
import { textOf } from "./read-facts.ts";

/** An outbox that redrive.yaml does not have any more: how much waits in it is not known. */
export function outboxEnding({ told, facts: { applications } }: Pick<Ending, "told" | "facts">): ReadingFacts | null {
  const outboxes = applications.find(({ name }) => name === told["name"])?.outboxes ?? [];
  return outboxes.some(({ table }) => table === told["table"]) ? null : { removed: true };
}

export function outboxRemoved(facts: ReadingFacts): string | null {
  if (facts["removed"] !== true) return null;
  return `The table ${textOf(facts, "table")} of ${textOf(facts, "name")} is no longer an outbox in redrive.yaml. Redrive does not know what waits in it.`;
}

import type { TopologyWarning } from "../sources/port.ts";
import { numberText } from "../text/numbers.ts";

/** How long it is told that somebody else takes messages from a queue. */
export const toldSeconds = 3_600;

const advice = "What it removes is never here. Stop it, or set “capture: watch” for this queue, so that Redrive leaves all messages to it.";

/** Says that somebody else held messages of a queue that Redrive takes from. `at`: ISO 8601; null: nobody was seen. */
export function warnOfOthers(queue: string, others: { readonly n: number; readonly at: string } | null): readonly TopologyWarning[] {
  if (others === null) return [];
  const { n, at } = others;
  const held = n === 1 ? "a message that Redrive does not hold was" : `${numberText(n)} messages that Redrive does not hold were`;
  const text = `Another consumer takes messages from "${queue}" too: ${held} in flight at ${new Date(at).toISOString().slice(11, 16)} UTC. ${advice}`;
  return [{ code: "read_by_others", severity: "warn", text, mend: null }];
}

/** Says who else consumes a queue that Redrive takes from; a name is null where the broker tells none. */
export function warnOfConsumers(queue: string, names: readonly (string | null)[]): TopologyWarning {
  const named = names.filter((name) => name !== null);
  const told = [...named.slice(0, 3), ...(named.length > 3 ? [`${named.length - 3} more`] : [])].join(", ");
  const who = names.length === 1 ? "Another consumer takes" : `${names.length} other consumers take`;
  const text = `${who} messages from "${queue}" too${told ? `: ${told}` : ""}. ${advice}`;
  return { code: "read_by_others", severity: "warn", text, mend: null };
}

import type { Told } from "../port.ts";
import type { Processed } from "./processed.ts";

/** What tables and the evidence endpoint say together. `disagrees`: how they contradict each other. */
export type Done = Processed & { readonly disagrees?: string };

const [missing, undone] = [
  "Its table does not hold the event, but its evidence endpoint says that the effect was done.",
  "Its table holds the event as processed, but its evidence endpoint says that the effect was not done.",
];

/**
 * Pure. Done by either is processed; not processed only where nobody says otherwise and the endpoint was heard. `why`: why it was not heard of this event.
 */
export function joinEvidence(table: Processed, told: Told, why: string): Done {
  if (told.state === "unknown") return table.state === "processed" ? table : { state: "unknown", reason: why };
  if (told.state === "not_done") {
    if (table.state === "processed") return { state: "unknown", reason: undone, disagrees: undone };
    return { state: "not_processed" };
  }
  if (table.state !== "processed") {
    const done = { state: "processed", at: told.at, lastAt: told.times === 1 ? told.at : null, times: told.times, consumers: [] } as const;
    return table.state === "not_processed" ? { ...done, disagrees: missing } : done;
  }
  if (table.times === told.times) return { ...table, at: table.at ?? told.at };
  const disagrees = `Its table says that it was done ${times(table.times)}, its evidence endpoint ${times(told.times)}.`;
  return { ...table, at: table.at ?? told.at, times: Math.max(table.times, told.times), disagrees };
}

const times = (n: number) => (n === 1 ? "once" : `${n} times`);

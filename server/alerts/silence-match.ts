import type { Alert } from "./alert.ts";
import type { Where } from "./rule.ts";
import { placesMatch } from "./match.ts";

/** A row of `silences` that holds now. */
export interface Silence {
  readonly id: number;
  /** null: of every rule. */
  readonly ruleId: number | null;
  readonly where: Where;
  readonly principalId: number;
}

/** The silence that holds for an alert; null: none does. It has to cover every place of the alert: what is not covered would be kept from somebody. */
export function findSilence(silences: readonly Silence[], alert: Pick<Alert, "ruleId" | "places" | "groupId" | "owner">): Silence | null {
  return silences.find((silence) => isSilenced(silence, alert)) ?? null;
}

function isSilenced({ ruleId, where }: Silence, alert: Pick<Alert, "ruleId" | "places" | "groupId" | "owner">): boolean {
  const { queues, except, groups, owners } = where;
  if (ruleId !== null && ruleId !== alert.ruleId) return false;
  if (groups.length > 0 && (alert.groupId === null || !groups.includes(alert.groupId))) return false;
  if (owners.length > 0 && (alert.owner === null || !owners.includes(alert.owner))) return false;
  const at = alert.places.map(({ source, queue }) => ({ source, name: queue }));
  // What is about no queue, such as a breaker or a channel, is silenced with all of them.
  const covers = at.length === 0 ? queues.includes("*/*") : at.every((one) => placesMatch(queues, one));
  return (queues.length === 0 || covers) && !at.some((one) => placesMatch(except, one));
}

import type { Place } from "../access/permissions.ts";
import type { ReadingFacts } from "./kind.ts";
import type { Severity } from "./rule.ts";
import type { QuietReason, TransitionKind } from "./transition.ts";

export type AlertState = "pending" | "firing" | "recovering" | "resolved";

/** A row of `alerts`, as it is judged: see `server/db/schema/alerts.ts`. */
export interface Alert {
  readonly id: number;
  readonly ruleId: number;
  readonly key: string;
  readonly state: AlertState;
  readonly severity: Severity;
  readonly since: Date;
  readonly firedAt: Date | null;
  readonly clearSince: Date | null;
  readonly resolvedAt: Date | null;
  readonly ended: "cleared" | "removed" | null;
  readonly blindSince: Date | null;
  readonly flappingSince: Date | null;
  /** When it fired within the last hour. */
  readonly firings: readonly Date[];
  readonly seq: number;
  readonly value: number | null;
  /** The value that people were told last, and when. */
  readonly saidValue: number | null;
  readonly saidAt: Date | null;
  /** The value when it fired or got worse. */
  readonly toldValue: number | null;
  readonly toldAt: Date | null;
  readonly facts: ReadingFacts;
  readonly factsAt: Date;
  readonly queueId: number | null;
  readonly groupId: number | null;
  readonly places: readonly Place[];
  readonly owner: string | null;
  readonly groupedIn: number | null;
  readonly standsFor: number;
  readonly inhibitedBy: number | null;
  readonly silenceId: number | null;
  readonly ackedAt: Date | null;
  readonly ackedBy: number | null;
  readonly snoozedUntil: Date | null;
  readonly snoozedBy: number | null;
  readonly mutedAt: Date | null;
  readonly mutedBy: number | null;
  readonly step: number;
  readonly stepAt: Date | null;
}

/** What happened to an alert in one evaluation or act. */
export interface Happened {
  readonly kind: TransitionKind;
  readonly quiet: QuietReason | null;
  /** A row of `principals`; null: it came of itself. */
  readonly by: number | null;
}

/** It fires, whether or not its condition holds at this moment. */
export function isLive({ state }: Pick<Alert, "state">): boolean {
  return state === "firing" || state === "recovering";
}

/** The alert that tells for others of its rule. */
export const manyKey = "many";

import type { TopologyWarning } from "../sources/port.ts";
import { numberText } from "../text/numbers.ts";

/** How long a queue shows what it lost. */
export const shownDays = 7;

/** What capture found gone in the last days. */
export interface Unread {
  readonly expired: number;
  /** How often the log was recreated while something of the old one may have been unread. */
  readonly recreated: number;
  readonly at: Date | null;
}

/** "noticed 2026-11-20 03:12 UTC" */
export function noticedText(at: Date): string {
  return `noticed ${at.toISOString().slice(0, 16).replace("T", " ")} UTC`;
}

/** Says what a queue lost before Redrive had read it; null: nothing. */
export function warnOfUnread({ expired, recreated, at }: Unread): TopologyWarning | null {
  if (at === null) return null;
  const lost = expired > 0 && `${numberText(expired)} ${expired === 1 ? "message" : "messages"} expired unread`;
  const again = recreated > 0 && "it was deleted and recreated, and what was unread in the old one is gone";
  const text = [lost, again].filter(Boolean).join("; ");
  const advice = expired > 0 ? " Its retention is shorter than the time for which capture was away." : "";
  return { code: "unread", severity: "bad", text: `${text[0]?.toUpperCase()}${text.slice(1)} (${noticedText(at)}).${advice}`, mend: null };
}

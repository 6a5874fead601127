import { agoText, lastedText } from "../text/lasted.ts";
import { rateText } from "../text/numbers.ts";

/** Deaths within it are counted together; a failure that has killed nothing for so long is over. */
export const nowMinutes = 10;
const nowMs = nowMinutes * 60_000;
/** What has killed nothing for so long is told in the past. */
const presentMs = 180_000;
/** Capture hears from each queue every few seconds; where it has not for so long, silence says nothing. */
export const unreadMs = 120_000;

/** What is known of the newest deaths by one failure. */
export interface Recent {
  /** The newest death, or the capture where the death is not known. */
  readonly lastAt: Date;
  readonly lastKnown: boolean;
  /** Known deaths in the last `nowMinutes`. */
  readonly ten: number;
  /** Its queue is captured and was heard of within `unreadMs`. */
  readonly isRead: boolean;
}

/** Whether a failure still happens. "lately": it did within `nowMinutes`, but not just now. "unknown": its newest message does not say when it died, or its queue is not read. */
export type Standing =
  | { readonly is: "failing"; readonly ten: number; readonly agoMs: number }
  | { readonly is: "lately"; readonly ten: number; readonly agoMs: number }
  | { readonly is: "quiet"; readonly agoMs: number }
  | { readonly is: "unknown"; readonly why: "undated" | "unread"; readonly agoMs: number };

export function standingOf({ lastAt, lastKnown, ten, isRead }: Recent, now: Date): Standing {
  const agoMs = Math.max(0, now.getTime() - lastAt.getTime());
  if (agoMs <= nowMs && !lastKnown) return { is: "unknown", why: "undated", agoMs };
  if (agoMs <= nowMs) return { is: isPast(agoMs) && isRead ? "lately" : "failing", ten: Math.max(ten, 1), agoMs };
  return isRead ? { is: "quiet", agoMs } : { is: "unknown", why: "unread", agoMs };
}

/** So long without a death that it is not told in the present. */
export function isPast(agoMs: number): boolean {
  return agoMs > presentMs;
}

/** From when on a death is told in the present. */
export function presentBegins(now: Date): Date {
  return new Date(now.getTime() - presentMs);
}

/** When the stretch that counts as now begins. */
export function nowBegins(now: Date): Date {
  return new Date(now.getTime() - nowMs);
}

/** "13 a minute over 10 min, the last 40 s ago"; of few their number. */
export function paceWords({ ten, agoMs }: { readonly ten: number; readonly agoMs: number }): string {
  return `${paceOf(ten)}, the last ${agoText(agoMs)}`;
}

/** "13 a minute over 10 min"; of few their number. */
export function paceOf(ten: number): string {
  return ten < nowMinutes ? `${ten} in ${nowMinutes} min` : `${rateText(ten / nowMinutes)} a minute over ${nowMinutes} min`;
}

/** Whether it still fails, in one sentence. */
export function standingWords(standing: Standing): string {
  switch (standing.is) {
    case "failing":
      return `It still fails: ${paceWords(standing)}.`;
    case "lately":
      return `Nothing has died this way for ${lastedText(standing.agoMs)}. Before that it was ${paceOf(standing.ten)}.`;
    case "quiet":
      return `Nothing has died this way for ${lastedText(standing.agoMs)}.`;
    case "unknown":
      return standing.why === "undated"
        ? `Whether it still fails is not known: the newest message was captured ${agoText(standing.agoMs)}, and does not say when it died.`
        : `Whether it still fails is not known: its queue is not being read, and the last known death is ${lastedText(standing.agoMs)} old.`;
  }
}

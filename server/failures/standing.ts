import { agoText, lastedText } from "../text/lasted.ts";
import { rateText } from "../text/numbers.ts";

/** A failure that has killed nothing for this long is not said to happen any more. */
export const nowMinutes = 10;
const nowMs = nowMinutes * 60_000;
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

/** Whether a failure still happens. "unknown": its newest message does not say when it died, or its queue is not read. */
export type Standing =
  | { readonly is: "failing"; readonly ten: number; readonly agoMs: number }
  | { readonly is: "quiet"; readonly agoMs: number }
  | { readonly is: "unknown"; readonly why: "undated" | "unread"; readonly agoMs: number };

export function standingOf({ lastAt, lastKnown, ten, isRead }: Recent, now: Date): Standing {
  const agoMs = Math.max(0, now.getTime() - lastAt.getTime());
  if (agoMs <= nowMs) return lastKnown ? { is: "failing", ten: Math.max(ten, 1), agoMs } : { is: "unknown", why: "undated", agoMs };
  return isRead ? { is: "quiet", agoMs } : { is: "unknown", why: "unread", agoMs };
}

/** When the stretch that counts as now begins. */
export function nowBegins(now: Date): Date {
  return new Date(now.getTime() - nowMs);
}

/** "13 a minute over 10 min, the last 40 s ago"; of few their number. */
export function paceWords({ ten, agoMs }: { readonly ten: number; readonly agoMs: number }): string {
  const pace = ten < nowMinutes ? `${ten} in ${nowMinutes} min` : `${rateText(ten / nowMinutes)} a minute over ${nowMinutes} min`;
  return `${pace}, the last ${agoText(agoMs)}`;
}

/** Whether it still fails, in one sentence. */
export function standingWords(standing: Standing): string {
  switch (standing.is) {
    case "failing":
      return `It still fails: ${paceWords(standing)}.`;
    case "quiet":
      return `Nothing has died this way for ${lastedText(standing.agoMs)}.`;
    case "unknown":
      return standing.why === "undated"
        ? `Whether it still fails is not known: the newest message was captured ${agoText(standing.agoMs)}, and does not say when it died.`
        : `Whether it still fails is not known: its queue is not being read, and the last known death is ${lastedText(standing.agoMs)} old.`;
  }
}

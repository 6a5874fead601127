import { cutText } from "../channels/cut.ts";
import type { Notice } from "../notice.ts";
import { ringing } from "../ringing.ts";

/** It rings. Whatever else happens to an alert replaces its notification without a sound. */
export function isNews({ happened }: Pick<Notice, "happened">): boolean {
  return ringing.includes(happened);
}

/** What `public/push.js` shows. It fits into one record, of at most 3,993 bytes: a character is at most 4, and the longest text is 600. */
export function pushPayload(notice: Notice): string {
  const { alertId, dedupKey, seq, title, status, told, sentence, next, severity, environment, acts, url, at } = notice;
  return JSON.stringify({
    id: alertId,
    seq,
    tag: cutText(dedupKey, 255),
    title: cutText(`${severity === "critical" ? "Critical: " : ""}${title}`, 120),
    body: cutText(
      [`${environment.name} · ${status}`, isNews(notice) ? sentence : told, next].filter((line) => line !== "").join("\n"),
      450,
    ),
    url: new URL(url).pathname,
    at: at.getTime(),
    acts: acts.filter((act) => act === "acknowledge" || act === "snooze"),
    rings: isNews(notice),
  });
}

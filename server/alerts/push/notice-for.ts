import { markLine } from "../../text/marked.ts";
import { numberText } from "../../text/numbers.ts";
import type { Notice } from "../notice.ts";
import type { Device, Part } from "./find-devices.ts";
import { isNews } from "./payload.ts";

/** What a device is sent of a notice; null: nothing. A device that was told nothing of an alert needs no word that somebody has it. */
export function noticeFor({ told, part }: Pick<Device, "told" | "part">, notice: Notice): Notice | null {
  if (told !== null && told >= notice.seq) return null;
  if (part) return told === null && part.n === 0 ? null : noticeOfPart(notice, part, told === null);
  if (isNews(notice)) return notice;
  // Other numbers are no notification of their own.
  return told === null || notice.happened === "changed" ? null : notice;
}

/** Of an alert that stands for many it says how many of them its person may see, and nothing of the others. */
function noticeOfPart(notice: Notice, { n, severity }: Part, isFirst: boolean): Notice {
  const rule = markLine(notice.rule);
  const sentence =
    n === 0
      ? `Nothing of the rule ${rule} that you may see needs somebody.`
      : "More alerts of this rule fire in other queues, so that one notice tells for all of them.";
  return {
    ...notice,
    happened: isFirst ? "fired" : notice.happened,
    severity: severity ?? "info",
    status: n === 0 ? "Over" : "Firing",
    title:
      n === 0
        ? `${rule}: nothing fires where you may see it`
        : `${rule}: ${numberText(n)} ${n === 1 ? "alert fires" : "alerts fire"} where you may see it`,
    sentence,
    told: sentence,
    next: n === 0 ? "" : "Open the list of alerts to see each of them.",
    facts: [],
    owner: null,
    holder: null,
    standsFor: Math.max(1, n),
    url: notice.url.replace(/\/\d+$/, ""),
    links: [],
    acts: [],
  };
}

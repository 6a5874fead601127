import type { OutcomeCounts } from "@/server/replays/outcome-counts";
import { sentCount } from "@/server/replays/words";
import type { Replay } from "./replay";
import { listWords } from "@/server/text/list";
import { numberText } from "@/server/text/numbers";

/** Nothing proves that it came back: it carries no mark of Redrive, and was found by what it says of its event. */
export function isLikely(reason: { readonly code: string } | null): boolean {
  return reason?.code.startsWith("back_by_") ?? false;
}

type Counts = Pick<OutcomeCounts, "observing" | "presumedOk" | "processed" | "confirmed" | "cameBack">;

/** How many came back of those whose watch is over. What is still watched may come back yet, so it is in no share; nor is what is not watched. */
export function cameBackWords(counts: OutcomeCounts, release: boolean): string {
  const { cameBack, presumedOk, processed, observing, confirmed }: Counts = counts;
  const sent = sentCount(counts);
  if (sent > 0 && (release || confirmed === sent)) return "not watched";
  const decided = cameBack + presumedOk + processed;
  const told =
    cameBack === 0
      ? "none so far"
      : observing > 0
        ? `${numberText(cameBack)} so far`
        : `${numberText(cameBack)} of ${numberText(decided)}, ${percent(cameBack / decided)}`;
  const rest = [observing > 0 && `${numberText(observing)} still watched`, confirmed > 0 && `${numberText(confirmed)} not watched`].filter(
    Boolean,
  );
  return [told, ...rest].join(", ");
}

/** When a replay pauses itself by what comes back, how near that is, and which comebacks do not count for it; empty: it does not do so. */
export function limitWords({ state, stop, release, counts }: Pick<Replay, "state" | "stop" | "release" | "counts">): string {
  const { percent: limit, least, newFailures, near } = stop;
  if (release || (state !== "running" && state !== "paused") || limit === null) return "";
  const from = least > 1 ? ` and at least ${numberText(least)}` : "";
  const rule = `Pauses itself above ${limit} %${from}${newFailures === null ? "" : `, or at ${numberText(newFailures)} new failures`}.`;
  if (near === null) return rule;
  const before = counts.cameBack - near.cameBack - near.excused;
  const now = `Now ${numberText(near.cameBack)} of ${numberText(near.of)}${near.cameBack > 0 && near.of > 0 ? `, ${percent(near.cameBack / near.of)}` : ""}.`;
  const uncounted = [
    near.excused > 0 && `${numberText(near.excused)} from a downstream that was not stable`,
    before > 0 && `${numberText(before)} from before it last went on`,
  ].filter((one) => one !== false);
  return `${rule} ${now}${uncounted.length > 0 ? ` Not counted: ${listWords(uncounted)}.` : ""}`;
}

function percent(share: number): string {
  return share < 0.001 ? "under 0.1 %" : `${(share * 100).toFixed(share < 0.1 ? 1 : 0)} %`;
}

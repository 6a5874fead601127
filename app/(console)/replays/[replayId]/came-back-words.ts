import type { OutcomeCounts } from "@/server/replays/outcome-counts";
import { sentCount } from "@/server/replays/words";
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

function percent(share: number): string {
  return share < 0.001 ? "under 0.1 %" : `${(share * 100).toFixed(share < 0.1 ? 1 : 0)} %`;
}

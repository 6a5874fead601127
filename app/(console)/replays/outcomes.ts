import type { Part } from "@/components/ui/outcome-bar";
import type { OutcomeCounts } from "@/server/replays/outcome-counts";

const parts: readonly { key: keyof OutcomeCounts; label: string; texture: string }[] = [
  { key: "confirmed", label: "sent, not watched", texture: "t-unwatched" },
  { key: "processed", label: "processed", texture: "t-confirmed" },
  { key: "presumedOk", label: "presumed ok", texture: "t-presumed" },
  { key: "observing", label: "observing", texture: "t-observing" },
  { key: "cameBack", label: "came back", texture: "t-back" },
  { key: "failed", label: "not taken", texture: "t-refused" },
  { key: "unknown", label: "unknown", texture: "t-unknown" },
  { key: "sending", label: "on its way", texture: "t-sending" },
  { key: "held", label: "held", texture: "t-left" },
  { key: "waiting", label: "to send", texture: "t-left" },
  { key: "skipped", label: "skipped before", texture: "t-skipped" },
  { key: "cancelled", label: "cancelled", texture: "t-skipped" },
];

const released = { label: "released", texture: "t-confirmed" };
/** Green is for what was watched for as long as it takes to die again; of these that is not known, or nobody was seen to consume them. */
const notDeadAgain = { label: "not dead again so far", texture: "t-unwatched" };

interface Outcomes {
  readonly counts: OutcomeCounts;
  readonly release: boolean;
  /** It is known how long this failure takes to kill, and that each was watched for longer. */
  readonly windowKnown: boolean;
  readonly unconsumed: readonly string[];
}

/** Outcomes as parts of the bar, what there is none of left out of the legend. */
export function outcomeParts({ counts, release, windowKnown, unconsumed }: Outcomes): Part[] {
  const lookOf = (key: keyof OutcomeCounts) => {
    if (key === "confirmed" && release) return released;
    return key === "presumedOk" && (!windowKnown || unconsumed.length > 0) ? notDeadAgain : {};
  };
  return parts.map((part) => ({ ...part, ...lookOf(part.key), count: counts[part.key] })).filter(({ count }) => count > 0);
}

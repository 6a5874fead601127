import { CheckCheck, CircleAlert, Eye, Hourglass, Pause, Play, X } from "lucide-react";
import { Mark, type Tone } from "@/components/ui/tag";
import type { Reason } from "@/server/messages/reason";
import { reasonWords } from "@/server/replays/words";
import type { OutcomeCounts } from "@/server/replays/outcome-counts";
import type { ReplayState as State } from "@/server/replays/transitions";
import { numberText } from "@/server/text/numbers";

const looks: Record<State, { tone: Tone; icon: typeof Play; label: string }> = {
  planned: { tone: "none", icon: Hourglass, label: "Planned" },
  awaiting_approval: { tone: "warn", icon: Hourglass, label: "Awaiting approval" },
  running: { tone: "accent", icon: Play, label: "Running" },
  paused: { tone: "warn", icon: Pause, label: "Paused" },
  observing: { tone: "accent", icon: Eye, label: "Observing" },
  completed: { tone: "ok", icon: CheckCheck, label: "Completed" },
  cancelled: { tone: "none", icon: X, label: "Cancelled" },
};
const undecided = { tone: "warn" as const, icon: CircleAlert };

/** Completed is green only where nothing died again, was refused or waits for a decision. */
export function ReplayState({ state, counts, chip = false }: { state: State; counts: OutcomeCounts; chip?: boolean }) {
  const { tone, icon: Icon, label } = { ...looks[state], ...(state === "completed" ? shadeOf(counts) : {}) };
  return (
    <Mark tone={tone} icon={<Icon aria-hidden />} chip={chip}>
      {label}
    </Mark>
  );
}

function shadeOf({ unknown, cameBack, failed }: OutcomeCounts): Partial<(typeof looks)[State]> {
  if (unknown > 0) return undecided;
  return cameBack + failed > 0 ? { tone: "none" } : {};
}

/** The state's second line: how fast it goes, why it stands, how it ended. */
export function stateNote(replay: {
  readonly state: State;
  readonly rate: number | null;
  readonly pause: Reason | null;
  readonly waits: { readonly for: string } | null;
  readonly counts: OutcomeCounts;
}): string {
  const { state, rate, pause, waits, counts } = replay;
  switch (state) {
    case "planned":
    case "awaiting_approval":
      return "not started";
    case "observing":
      return `${numberText(counts.observing)} still watched`;
    case "running":
      if (waits) return `Waits: ${waits.for}`;
      return rate === null ? "no rate limit" : `${numberText(rate)} a second`;
    case "paused":
      return pause ? reasonWords(pause) : "";
    case "cancelled":
      return counts.cancelled > 0 ? `${numberText(counts.cancelled)} stay dead` : "nothing was left";
    case "completed":
      return endNote(counts);
  }
}

/** How a replay ended: what needs somebody first. */
function endNote({ unknown, cameBack, failed, observing, confirmed }: OutcomeCounts): string {
  if (unknown > 0) return `${numberText(unknown)} need a decision`;
  if (cameBack > 0) return `${numberText(cameBack)} came back`;
  if (failed > 0) return `${numberText(failed)} not taken`;
  if (observing > 0) return "still watched";
  return confirmed > 0 ? "all released" : "all presumed ok";
}

import { CheckCheck, CircleAlert, Eye, EyeOff, Hourglass, Pause, Play, Send, Undo2, X } from "lucide-react";
import { Mark, type Tone } from "@/components/ui/tag";
import type { Reason } from "@/server/messages/reason";
import { duration, reasonWords, sentCount } from "@/server/replays/words";
import type { OutcomeCounts } from "@/server/replays/outcome-counts";
import type { StageNow } from "@/server/replays/stages/stage-column";
import type { ReplayState as State } from "@/server/replays/transitions";
import { numberText } from "@/server/text/numbers";

const looks: Record<State, { tone: Tone; icon: typeof Play; label: string }> = {
  planned: { tone: "none", icon: Hourglass, label: "Planned" },
  awaiting_approval: { tone: "warn", icon: Hourglass, label: "Awaiting approval" },
  running: { tone: "accent", icon: Play, label: "Running" },
  paused: { tone: "warn", icon: Pause, label: "Paused" },
  observing: { tone: "warn", icon: Eye, label: "Observing" },
  completed: { tone: "ok", icon: CheckCheck, label: "Completed" },
  cancelled: { tone: "none", icon: X, label: "Cancelled" },
};
/** How a replay ended, as far as it is known. */
interface Ending {
  readonly counts: OutcomeCounts;
  readonly release: boolean;
  readonly observeSeconds: number;
  readonly windowKnown: boolean;
  readonly unconsumed: readonly string[];
  readonly unwatched?: Reason | null;
}

/** Completed is green only where somebody may have consumed it, and nothing died again within a window that its failures are known to fit into, was refused or waits for a decision. */
export function ReplayState({ replay, chip = false }: { replay: Ending & { readonly state: State }; chip?: boolean }) {
  const { state } = replay;
  const { tone, icon: Icon, label } = { ...looks[state], ...(state === "completed" ? endOf(replay) : {}) };
  return (
    <Mark tone={tone} icon={<Icon aria-hidden />} chip={chip}>
      {label}
    </Mark>
  );
}

function endOf({ counts, release, windowKnown, unconsumed }: Ending): Partial<(typeof looks)[State]> {
  const { unknown, cameBack, failed, observing, confirmed, presumedOk } = counts;
  if (unknown > 0) return { tone: "warn", icon: CircleAlert };
  if (cameBack > 0)
    return cameBack === sentCount(counts)
      ? { tone: "bad", icon: Undo2, label: "Came back" }
      : { tone: "warn", icon: Undo2, label: "Partly came back" };
  if (observing > 0) return looks.observing;
  if (unconsumed.length > 0 && presumedOk + confirmed > 0) return { tone: "warn", icon: CircleAlert, label: "Not consumed" };
  if (failed > 0) return { tone: "none" };
  if (!release && confirmed > 0) return { tone: "none", icon: EyeOff, label: "Sent, not watched" };
  return presumedOk > 0 && !windowKnown ? { tone: "none", icon: Send, label: "Sent" } : {};
}

/** The state's second line: how fast it goes, why it stands, how it ended. */
export function stateNote(
  replay: Ending & {
    readonly state: State;
    readonly rate: number | null;
    readonly pause: Reason | null;
    readonly waits: { readonly for: string } | null;
    readonly stage?: StageNow | null;
    readonly unread: string | null;
  },
): string {
  const { state, rate, pause, waits, stage = null, unread, counts } = replay;
  switch (state) {
    case "planned":
    case "awaiting_approval":
      return "not started";
    case "observing":
      return unread === null ? `${numberText(counts.observing)} still watched` : `${unread} is not read to its end`;
    case "running":
      if (waits) return `Waits: ${waits.for}`;
      return stageWords(stage) ?? (rate === null ? "no rate limit" : `${numberText(rate)} a second`);
    case "paused":
      return pause ? reasonWords(pause) : "";
    case "cancelled":
      return counts.cancelled > 0 ? `${numberText(counts.cancelled)} stay dead` : "nothing was left";
    case "completed":
      return endNote(replay);
  }
}

/** null: it sends at its own rate. */
function stageWords(stage: StageNow | null): string | null {
  if (stage?.kind === "canary") return stage.watched ? "canary, watched" : "canary, being sent";
  return stage?.kind === "ramp" && stage.rate !== null ? `ramp, ${numberText(stage.rate)} a second` : null;
}

/** How a replay ended: what needs somebody first. */
function endNote({ counts, release, observeSeconds, unconsumed, unwatched = null }: Ending): string {
  const { unknown, cameBack, failed, observing, confirmed, presumedOk, processed } = counts;
  if (unknown > 0) return `${numberText(unknown)} need a decision`;
  if (cameBack > 0) return `${numberText(cameBack)} came back`;
  if (unconsumed.length > 0 && presumedOk + confirmed > 0) return "no consumer was seen";
  if (failed > 0) return `${numberText(failed)} not taken`;
  if (observing > 0) return `${numberText(observing)} still watched`;
  if (confirmed > 0) return release ? "all released" : unwatched ? "not watched to the end" : "comebacks not recognised";
  if (processed > 0 && presumedOk === 0) return "all processed";
  return presumedOk > 0 ? `none came back in ${duration(observeSeconds)}` : "nothing was sent";
}

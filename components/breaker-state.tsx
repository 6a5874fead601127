import { CircleDotDashed, CircleHelp, Plug, Unplug } from "lucide-react";
import { stateWord } from "@/server/downstreams/words";
import { Mark, type Tone } from "./ui/tag";
import type { Breaker } from "./use-breakers";

const looks: Record<Breaker["state"], { tone: Tone; icon: typeof Plug; strip: string }> = {
  open: { tone: "bad", icon: Unplug, strip: "bg-bad-mark rounded-[2px]" },
  half_open: {
    tone: "warn",
    icon: CircleDotDashed,
    strip: "rounded-[2px] bg-[repeating-linear-gradient(90deg,var(--warn-mark)_0_3px,var(--warn-soft)_3px_6px)]",
  },
  closed: { tone: "ok", icon: Plug, strip: "h-[3px]! mt-1 bg-ok-mark" },
  unknown: { tone: "none", icon: CircleHelp, strip: "rounded-[2px] border border-line-control border-dashed" },
};

const states = ["open", "half_open", "closed", "unknown"] as const satisfies readonly Breaker["state"][];

/** Icon and word: colour is never the only carrier. */
export function BreakerState({ state }: { state: Breaker["state"] }) {
  const { tone, icon: Icon } = looks[state];
  return (
    <Mark tone={tone} icon={<Icon aria-hidden />}>
      {stateWord(state)}
    </Mark>
  );
}

/** What the colours and textures of the timeline mean. */
export function StateLegend() {
  return (
    <ul className="flex flex-wrap gap-x-4 gap-y-1 text-12 text-ink-3">
      {states.map((state) => (
        <li key={state} className="flex items-center gap-1.5">
          <span aria-hidden className={`block h-2.5 w-3 ${stripClass(state)}`} />
          {stateWord(state)}
        </li>
      ))}
    </ul>
  );
}

export function stripClass(state: Breaker["state"]): string {
  return looks[state].strip;
}

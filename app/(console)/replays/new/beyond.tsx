import { useRefusal } from "@/components/may";
import { Refusals } from "@/components/refusals";
import { Checkbox } from "@/components/ui/checkbox";
import type { PlanInput } from "@/server/replays/input";
import type { Plan } from "./plan";

type Despite = NonNullable<PlanInput["despite"]>[number];

interface Props {
  plan: Plan;
  check: keyof typeof words;
  on: boolean;
  onChange: (on: boolean) => void;
}

const words = {
  too_often: { label: "Replay those beyond the limit", text: "Replay those too that have reached the limit." },
  processed: {
    label: "Replay what was processed already",
    text: "Replay those too that were processed already, and those of which that is not known.",
  },
  sequence_stale: { label: "Apply stale messages", text: "Apply those too whose number was passed: they may replace what is newer." },
  sequence_gap: {
    label: "Send without waiting",
    text: "Send without waiting for earlier numbers: a consumer may refuse them, or apply them out of order.",
  },
} as const satisfies Readonly<Record<"too_often" | Despite, { readonly label: string; readonly text: string }>>;

/** Lets somebody who may do so replay what a check skips or holds; nothing where it does neither. */
export function Beyond({ plan, check, on, onChange }: Props) {
  const refusal = useRefusal()("replay.override", plan.places);
  const stopped = plan.checks.find(({ key }) => key === check);
  if (!on && stopped?.effect !== "skip" && stopped?.effect !== "hold") return null;
  const { label, text } = words[check];
  if (refusal !== null) return <Refusals className="mt-2" of={[{ label, refusal }]} />;
  return (
    <label className="mt-2 flex min-h-7 cursor-pointer items-center gap-2 max-desk:min-h-11">
      <Checkbox checked={on} onCheckedChange={onChange} />
      <span>
        {text} <span className="text-ink-3">For this replay only; your reason goes to the audit log.</span>
      </span>
    </label>
  );
}

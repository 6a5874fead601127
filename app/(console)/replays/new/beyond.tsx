import { useRefusal } from "@/components/may";
import { Refusals } from "@/components/refusals";
import { Checkbox } from "@/components/ui/checkbox";
import type { Plan } from "./plan";

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
} as const;

/** Lets somebody who may do so replay what a check stops; nothing where it stops no message. */
export function Beyond({ plan, check, on, onChange }: Props) {
  const refusal = useRefusal()("replay.override", plan.places);
  const stopped = plan.checks.find(({ key }) => key === check);
  if (!on && !stopped?.n && stopped?.effect !== "hold") return null;
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

import { useRefusal } from "@/components/may";
import { Refusals } from "@/components/refusals";
import { Checkbox } from "@/components/ui/checkbox";
import type { Plan } from "./plan";

interface Props {
  plan: Plan;
  beyond: boolean;
  onBeyond: (beyond: boolean) => void;
}

/** Lets somebody who may do so replay what has reached the limit; nothing where no message has. */
export function Beyond({ plan, beyond, onBeyond }: Props) {
  const refusal = useRefusal()("replay.override", plan.places);
  const stopped = plan.checks.find(({ key }) => key === "too_often");
  if (!beyond && !stopped?.n) return null;
  if (refusal !== null) return <Refusals className="mt-2" of={[{ label: "Replay those beyond the limit", refusal }]} />;
  return (
    <label className="mt-2 flex min-h-7 cursor-pointer items-center gap-2 max-desk:min-h-11">
      <Checkbox checked={beyond} onCheckedChange={onBeyond} />
      <span>
        Replay those too that have reached the limit.{" "}
        <span className="text-ink-3">For this replay only; your reason goes to the audit log.</span>
      </span>
    </label>
  );
}

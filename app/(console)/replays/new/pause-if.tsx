import { Stepper } from "@/components/ui/field";
import type { Plan } from "./plan";

const percents = [0.5, 1, 2, 3, 5, 10, 20, 30, 50];
const counts = [1, 2, 3, 5, 10, 20, 50, 100];

interface Props {
  plan: Plan;
  onPercent: (percent: number | null) => void;
  onNewFailures: (newFailures: number | null) => void;
}

/** What comes back until it pauses by itself. Above the last step it never does: it only tells. */
export function PauseIf({ plan: { stop, stages, failuresInRow }, onPercent, onNewFailures }: Props) {
  const { percent, newFailures } = stop;
  const canary = percent !== null && stages.canary > 0 && 100 > percent * stages.canary;
  return (
    <div className="flex flex-wrap items-center gap-x-3 gap-y-2 text-ink-2">
      <Limit label="Share that comes back" value={percent} unit="%" steps={percents} onChange={onPercent} />
      come back{canary && ", or one of the canary"}, or
      <Limit
        label="New failures"
        value={newFailures}
        unit={newFailures === 1 ? "message" : "messages"}
        steps={counts}
        onChange={onNewFailures}
      />
      {newFailures === 1 ? "comes" : "come"} back with another failure, or the broker refuses {failuresInRow} in a row
    </div>
  );
}

interface LimitProps {
  label: string;
  value: number | null;
  unit: string;
  steps: readonly number[];
  onChange: (value: number | null) => void;
}

function Limit({ label, value, unit, steps, onChange }: LimitProps) {
  const [least, most] = [steps[0] ?? 1, steps.at(-1) ?? 1];
  return (
    <Stepper
      label={label}
      value={value}
      min={least}
      max={most}
      unit={unit}
      none="any number"
      step={(from, up) => (up ? (steps.find((next) => next > from) ?? most + 1) : (steps.findLast((next) => next < from) ?? least))}
      onChange={onChange}
    />
  );
}

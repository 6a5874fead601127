import { Stepper } from "@/components/ui/field";
import { largestCanary } from "@/server/replays/input";
import { duration } from "@/server/replays/words";
import type { Plan } from "./plan";

const sizes = [0, 1, 2, 3, 5, 10, 20, 50, largestCanary];

interface Props {
  plan: Plan;
  release: boolean;
  onCanary: (canary: number) => void;
}

/** How many are sent first, and what that is good for. */
export function Canary({ plan: { stages, watchable, observeSeconds, sendable }, release, onCanary }: Props) {
  if (release)
    return <p className="text-ink-2">none: what is released is not recognised when it comes back, so a canary would prove nothing</p>;
  const { canary } = stages;
  return (
    <div className="flex flex-wrap items-center gap-x-3 gap-y-2">
      <Stepper
        label="Canary"
        value={canary}
        min={0}
        max={largestCanary}
        unit={canary === 1 ? "message" : "messages"}
        none=""
        step={(value, up) => (up ? (sizes.find((next) => next > value) ?? largestCanary) : (sizes.findLast((next) => next < value) ?? 0))}
        onChange={(next) => onCanary(next ?? largestCanary)}
      />
      <span className="text-ink-2">{canaryWords(canary, watchable, sendable, observeSeconds)}</span>
    </div>
  );
}

function canaryWords(canary: number, watchable: boolean, sendable: number, observeSeconds: number): string {
  if (!watchable) return "These are not recognised when they come back, so a canary proves nothing.";
  if (canary === 0) return sendable > 1 ? "none: all are sent at once" : "none: there is only one";
  return `of different keys, groups and partitions, watched for ${duration(observeSeconds)} before any other is sent`;
}

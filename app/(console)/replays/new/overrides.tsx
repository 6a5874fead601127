import { useRefusal } from "@/components/may";
import { Refusals } from "@/components/refusals";
import { Checkbox } from "@/components/ui/checkbox";
import { despites } from "@/server/replays/input";
import type { Plan } from "./plan";

type Despite = (typeof despites)[number];

const words = {
  too_often: { label: "Replay those beyond the limit", text: "Replay those too that have reached the limit." },
  processed: {
    label: "Replay what was processed already",
    text: "Replay those too that were processed already, and those of which that is not known.",
  },
  sequence_stale: { label: "Apply stale messages", text: "Apply those too whose number was passed: they may replace what is newer." },
  older_state: {
    label: "Apply older states",
    text: "Apply those too whose state is older, or as old as what was processed: they may replace what is newer.",
  },
  sequence_gap: {
    label: "Send without waiting",
    text: "Send without waiting for earlier numbers: a consumer may refuse them, or apply them out of order.",
  },
} as const satisfies Readonly<Record<"too_often" | Despite, { readonly label: string; readonly text: string }>>;

interface Props {
  plan: Plan;
  params: { readonly beyond: boolean; readonly despite: readonly Despite[] };
  onChange: (change: { beyond: boolean } | { despite: Despite[] }) => void;
}

/** Lets somebody who may do so replay what a check skips or holds; nothing where it does neither. */
export function Overrides({ plan, params: { beyond, despite }, onChange }: Props) {
  const without = (code: Despite) => despites.filter((one) => one !== code && despite.includes(one));
  return (
    <>
      <Override plan={plan} check="too_often" on={beyond} onChange={(on) => onChange({ beyond: on })} />
      {despites.map((code) => (
        <Override
          key={code}
          plan={plan}
          check={code}
          on={despite.includes(code)}
          onChange={(on) => onChange({ despite: on ? [...without(code), code] : without(code) })}
        />
      ))}
    </>
  );
}

function Override({ plan, check, on, onChange }: { plan: Plan; check: keyof typeof words; on: boolean; onChange: (on: boolean) => void }) {
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

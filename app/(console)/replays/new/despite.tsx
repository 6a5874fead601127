import { useRefusal } from "@/components/may";
import { Refusals } from "@/components/refusals";
import { Checkbox } from "@/components/ui/checkbox";
import type { PlanInput } from "@/server/replays/input";
import type { Plan } from "./plan";

type Code = NonNullable<PlanInput["despite"]>[number];

const words: Readonly<Record<Code, { readonly label: string; readonly says: string }>> = {
  sequence_stale: { label: "Apply stale messages", says: "Apply those too whose number was passed: they may replace what is newer." },
  sequence_gap: {
    label: "Send without waiting",
    says: "Send without waiting for earlier numbers: a consumer may refuse them, or apply them out of order.",
  },
};
const codes = Object.keys(words) as Code[];

interface Props {
  plan: Plan;
  despite: readonly Code[];
  onDespite: (despite: Code[]) => void;
}

/** Lets somebody who may do so send what a check of sequences skips or holds; nothing where it does neither. */
export function Despite({ plan, despite, onDespite }: Props) {
  const refusal = useRefusal()("replay.override", plan.places);
  const offered = codes.filter((code) => {
    const check = plan.checks.find(({ key }) => key === code);
    return despite.includes(code) || check?.effect === "skip" || check?.effect === "hold";
  });
  if (offered.length === 0) return null;
  if (refusal !== null) return <Refusals className="mt-2" of={offered.map((code) => ({ label: words[code].label, refusal }))} />;
  return offered.map((code) => (
    <label key={code} className="mt-2 flex min-h-7 cursor-pointer items-center gap-2 max-desk:min-h-11">
      <Checkbox
        checked={despite.includes(code)}
        onCheckedChange={(on) => onDespite(codes.filter((one) => (one === code ? on : despite.includes(one))))}
      />
      <span>
        {words[code].says} <span className="text-ink-3">For this replay only; your reason goes to the audit log.</span>
      </span>
    </label>
  ));
}

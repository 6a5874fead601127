import { CircleHelp, OctagonX, Timer } from "lucide-react";
import type { Verdict as VerdictName } from "@/server/failures/failure";
import { Mark, type Tone } from "./ui/tag";

const looks: Record<VerdictName, { tone: Tone; icon: typeof Timer; label: string }> = {
  poison: { tone: "bad", icon: OctagonX, label: "Poison" },
  transient: { tone: "warn", icon: Timer, label: "Transient" },
  unknown: { tone: "none", icon: CircleHelp, label: "Unknown" },
};

export function verdictTone(verdict: VerdictName): Tone {
  return looks[verdict].tone;
}

interface Props {
  verdict: VerdictName;
  chip?: boolean;
  iconOnly?: boolean;
  /** In dense rows only the icon has the colour. */
  quiet?: boolean;
}

export function Verdict({ verdict, chip = false, iconOnly = false, quiet = false }: Props) {
  const { tone, icon: Icon, label } = looks[verdict];
  return (
    <Mark tone={tone} icon={<Icon aria-hidden={!iconOnly} aria-label={iconOnly ? label : undefined} />} chip={chip} quiet={quiet}>
      {!iconOnly && label}
    </Mark>
  );
}

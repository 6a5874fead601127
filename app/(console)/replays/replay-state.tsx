import { CircleCheck, Pause, Play, X } from "lucide-react";
import { Mark, type Tone } from "@/components/ui/tag";
import type { ReplayState as State } from "@/server/replays/transitions";

const looks: Record<State, { tone: Tone; icon: typeof Play; label: string }> = {
  running: { tone: "accent", icon: Play, label: "Running" },
  paused: { tone: "warn", icon: Pause, label: "Paused" },
  completed: { tone: "ok", icon: CircleCheck, label: "Completed" },
  cancelled: { tone: "none", icon: X, label: "Cancelled" },
};

export function ReplayState({ state, chip = false }: { state: State; chip?: boolean }) {
  const { tone, icon: Icon, label } = looks[state];
  return (
    <Mark tone={tone} icon={<Icon aria-hidden />} chip={chip}>
      {label}
    </Mark>
  );
}

import { BellOff, Check, CircleCheck, CirclePlus, Minus, TrendingUp, Undo2 } from "lucide-react";
import { Mark, type Tone } from "@/components/ui/tag";
import type { GroupStatus } from "@/server/groups/status";

const looks: Readonly<Record<GroupStatus, { tone: Tone; icon: typeof Check }>> = {
  new: { tone: "accent", icon: CirclePlus },
  escalating: { tone: "bad", icon: TrendingUp },
  regressed: { tone: "bad", icon: Undo2 },
  ongoing: { tone: "none", icon: Minus },
  acknowledged: { tone: "none", icon: Check },
  muted: { tone: "none", icon: BellOff },
  closed: { tone: "none", icon: CircleCheck },
};

export function StatusMark({ status }: { status: GroupStatus }) {
  const { tone, icon: Icon } = looks[status];
  return (
    <Mark tone={tone} icon={<Icon aria-hidden />}>
      {status}
    </Mark>
  );
}

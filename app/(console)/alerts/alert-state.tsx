import { BellOff, Check, CircleCheck, Flame, Hourglass, MoonStar, VolumeX } from "lucide-react";
import { Mark, type Tone } from "@/components/ui/tag";
import type { Alert } from "./alert";

type State = Alert["state"];

const looks: Readonly<Record<State, { tone: Tone; icon: typeof Check; word: string }>> = {
  firing: { tone: "bad", icon: Flame, word: "Firing" },
  pending: { tone: "warn", icon: Hourglass, word: "Pending" },
  acknowledged: { tone: "none", icon: Check, word: "Acknowledged" },
  snoozed: { tone: "none", icon: MoonStar, word: "Snoozed" },
  muted: { tone: "none", icon: VolumeX, word: "Muted" },
  silenced: { tone: "none", icon: BellOff, word: "Silenced" },
  resolved: { tone: "ok", icon: CircleCheck, word: "Resolved" },
};

/** Whether an alert needs somebody, as icon and word. */
export function AlertState({ state, chip = false }: { state: State; chip?: boolean }) {
  const { tone, icon: Icon, word } = looks[state];
  return (
    <Mark tone={tone} icon={<Icon aria-hidden />} chip={chip}>
      {word}
    </Mark>
  );
}

import { Check, CircleX, Clock4, LoaderCircle, Redo2 } from "lucide-react";
import { Mark, type Tone } from "@/components/ui/tag";
import type { Delivery } from "./alert";

const looks: Readonly<Record<Delivery["state"], { tone: Tone; icon: typeof Check; word: string }>> = {
  pending: { tone: "warn", icon: Clock4, word: "waits" },
  sending: { tone: "none", icon: LoaderCircle, word: "is being sent" },
  delivered: { tone: "ok", icon: Check, word: "delivered" },
  failed: { tone: "bad", icon: CircleX, word: "failed" },
  superseded: { tone: "none", icon: Redo2, word: "superseded" },
};

/** What came of a notice. */
export function DeliveryState({ state, iconOnly = false }: { state: Delivery["state"]; iconOnly?: boolean }) {
  const { tone, icon: Icon, word } = looks[state];
  return (
    <Mark tone={tone} icon={<Icon aria-hidden={!iconOnly} aria-label={iconOnly ? word : undefined} />}>
      {!iconOnly && word}
    </Mark>
  );
}

import { Check, CircleHelp, Pause, TriangleAlert } from "lucide-react";
import { durationText } from "@/components/time";
import { Mark, type Tone } from "@/components/ui/tag";
import { numberText } from "@/server/text/numbers";
import type { Channel } from "./alert";

interface Look {
  readonly tone: Tone;
  readonly icon: typeof Check;
  readonly word: string;
}

/** A channel that was never used is not known to work. */
function lookOf({ failingSince, pausedAt, deliveredAt }: Channel): Look {
  if (pausedAt) return { tone: "warn", icon: Pause, word: "paused" };
  if (failingSince) return { tone: "bad", icon: TriangleAlert, word: "fails" };
  if (deliveredAt) return { tone: "ok", icon: Check, word: "works" };
  return { tone: "none", icon: CircleHelp, word: "not used yet" };
}

/** Whether notices get through a channel, as far as is known. */
export function ChannelState({ channel, iconOnly = false }: { channel: Channel; iconOnly?: boolean }) {
  const { tone, icon: Icon, word } = lookOf(channel);
  return (
    <Mark tone={tone} icon={<Icon aria-hidden={!iconOnly} aria-label={iconOnly ? word : undefined} />}>
      {!iconOnly && word}
    </Mark>
  );
}

/** Its kind, its last answer and what waits, in a line. */
export function channelNote({ kind, failingSince, deliveredAt, answer, waiting, pausedBy }: Channel, now: number): string {
  const since = (at: string) => durationText(now - new Date(at).getTime());
  return [
    kind,
    pausedBy && `paused by ${pausedBy.name}`,
    failingSince && `failing for ${since(failingSince)}`,
    !failingSince && deliveredAt && `last delivered ${since(deliveredAt)} ago`,
    answer?.replace(/\.$/, ""),
    waiting > 0 && `${numberText(waiting)} ${waiting === 1 ? "waits" : "wait"}`,
  ]
    .filter(Boolean)
    .join(", ");
}

import { CircleHelp, CircleX, Timer } from "lucide-react";
import { Mark, type Tone } from "@/components/ui/tag";
import { numberText } from "@/server/text/numbers";
import type { Queue } from "./queue";

const parts = [
  { verdict: "poison", tone: "bad", icon: CircleX },
  { verdict: "transient", tone: "warn", icon: Timer },
  { verdict: "unknown", tone: "none", icon: CircleHelp },
] as const satisfies readonly { verdict: string; tone: Tone; icon: typeof Timer }[];

/** What is captured and dead in a queue, by verdict. */
export function Contents({ queue }: { queue: Queue }) {
  const there = parts
    .filter(({ verdict }) => queue.verdicts[verdict] > 0)
    .toSorted((a, b) => queue.verdicts[b.verdict] - queue.verdicts[a.verdict]);
  if (there.length === 0)
    return (
      <span className="text-ink-3">{queue.mode === "watch" ? "only counted" : queue.ready === null ? "unknown" : "nothing dead"}</span>
    );
  return there.map(({ verdict, tone, icon: Icon }) => (
    <Mark key={verdict} tone={tone} icon={<Icon aria-hidden />} className="flex font-400">
      <span className="text-ink-2">
        {there.length === 1 ? "all" : numberText(queue.verdicts[verdict])} {verdict}
      </span>
    </Mark>
  ));
}

/** The tone of most of what is in it. */
export function toneOf(queue: Queue): Tone {
  const [most] = parts.toSorted((a, b) => queue.verdicts[b.verdict] - queue.verdicts[a.verdict]);
  return most && queue.verdicts[most.verdict] > 0 ? most.tone : "none";
}

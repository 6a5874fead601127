import { Eye, LoaderCircle, Pause } from "lucide-react";
import Link from "next/link";
import { OutcomeBar } from "@/components/ui/outcome-bar";
import { numberText } from "@/server/text/numbers";
import type { Group } from "./group";

const looks = {
  running: { icon: LoaderCircle, does: "runs" },
  paused: { icon: Pause, does: "paused" },
  observing: { icon: Eye, does: "still watched" },
};

/** The replay of this group that is not over, inside its row. */
export function ReplayStages({ replay }: { replay: NonNullable<Group["replay"]> }) {
  const words = `${numberText(replay.sent)} of ${numberText(replay.total)} sent`;
  const { icon: Icon, does } = looks[replay.state];
  return (
    <Link
      href={`/replays/${replay.id}`}
      className="order-8 col-span-3 mt-1 grid gap-1 text-12 text-ink-2 desk:col-span-full desk:col-start-2 desk:flex desk:items-center desk:gap-4"
    >
      <span className="flex items-center gap-1.5 font-550 text-ink">
        <Icon className="size-3.5 flex-none text-accent-ink" aria-hidden />
        rpl-{replay.id} {does}, {words}
        {replay.failed > 0 && <span className="text-bad">{numberText(replay.failed)} not taken</span>}
        {replay.cameBack > 0 && <span className="text-bad">{numberText(replay.cameBack)} came back</span>}
      </span>
      <OutcomeBar
        className="desk:max-w-[220px]"
        label={words}
        parts={[
          { key: "sent", label: "sent", count: replay.sent - replay.cameBack, texture: "t-observing" },
          { key: "back", label: "came back", count: replay.cameBack, texture: "t-back" },
          { key: "failed", label: "not taken", count: replay.failed, texture: "t-refused" },
          { key: "left", label: "not sent", count: Math.max(replay.total - replay.sent - replay.failed, 0), texture: "t-left" },
        ]}
      />
    </Link>
  );
}

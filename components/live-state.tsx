"use client";

import { useLive } from "./live";
import { Clock } from "./time";
import { cn } from "./ui/class-names";

const dots = {
  live: "rounded-full bg-ok-mark shadow-[0_0_0_3px_var(--ok-soft)]",
  connecting: "rounded-full shadow-[inset_0_0_0_1.5px_var(--line-control)]",
  paused: "rounded-[1px] bg-ink-3",
  stale: "rotate-45 rounded-[1px] bg-warn-mark shadow-[0_0_0_3px_var(--warn-soft)]",
} as const;

/** What came since a list was read, and how to see it. */
export interface News {
  readonly count: number;
  /** There are more than `count`. */
  readonly capped: boolean;
  onShow(): void;
}

/** Pressing it pauses and resumes the re-reading. */
export function LiveState({ news }: { news?: News }) {
  const { state, since, setPaused } = useLive();
  const some = news && news.count > 0;
  return (
    <span className="inline-flex items-center gap-1.5 whitespace-nowrap text-12">
      <button
        type="button"
        onClick={() => setPaused(state !== "paused")}
        title={state === "paused" ? "Resume live updates" : "Pause live updates"}
        className={cn("inline-flex h-ctl items-center gap-1.5 text-ink-2", state === "stale" && "text-warn")}
      >
        <i aria-hidden className={cn("block size-[7px]", dots[state])} />
        {state === "live" && "Live"}
        {state === "connecting" && "Connecting"}
        {state === "paused" && "Paused"}
        {state === "stale" && (
          <span>
            Stale since <Clock at={since} />
          </span>
        )}
        {some && ","}
      </button>
      {some && (
        <button type="button" onClick={news.onShow} className="h-ctl text-accent-ink hover:underline">
          {news.count.toLocaleString("en")}
          {news.capped && "+"} new, show
        </button>
      )}
    </span>
  );
}

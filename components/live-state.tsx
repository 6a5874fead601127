"use client";

import { useQuery } from "@tanstack/react-query";
import { Pause, Play } from "lucide-react";
import { numberText } from "@/server/text/numbers";
import { useLive } from "./live";
import { Clock } from "./time";
import { useTRPC } from "./trpc";
import { cn } from "./ui/class-names";
import { Menu } from "./ui/menu";

const dots = {
  live: "rounded-full bg-ok-mark shadow-[0_0_0_3px_var(--ok-soft)]",
  connecting: "rounded-full shadow-[inset_0_0_0_1.5px_var(--line-control)]",
  paused: "rounded-[1px] bg-ink-3",
  stale: "rotate-45 rounded-[1px] bg-warn-mark shadow-[0_0_0_3px_var(--warn-soft)]",
} as const;

const words = { live: "Live", connecting: "Connecting", paused: "Paused", stale: "Stale" } as const;

/** What came since a list was read, and how to see it. */
export interface News {
  readonly count: number;
  /** There are more than `count`. */
  readonly capped: boolean;
  onShow(): void;
}

/** Whether the page follows what happens: neither a stream that is lost nor a worker that is silent is live. Its menu pauses and resumes the re-reading: a tap alone changes nothing. */
export function LiveState({ news }: { news?: News }) {
  const { state, since, setPaused } = useFreshness();
  const some = news && news.count > 0;
  return (
    <span className="inline-flex items-center gap-1.5 whitespace-nowrap text-12">
      <Menu
        trigger={
          <button
            type="button"
            className={cn(
              "inline-flex h-ctl items-center gap-1.5 text-ink-2 max-desk:min-w-11 max-desk:justify-end",
              state === "stale" && "text-warn",
            )}
          >
            <i aria-hidden className={cn("block size-[7px]", dots[state])} />
            {words[state]}
            {state === "stale" && since && (
              <span>
                since <Clock at={since} seconds={false} />
              </span>
            )}
            {some && ","}
          </button>
        }
        items={[
          {
            key: "pause",
            label: state === "paused" ? "Resume live updates" : "Pause live updates",
            icon: state === "paused" ? <Play aria-hidden /> : <Pause aria-hidden />,
            onSelect: () => setPaused(state !== "paused"),
          },
        ]}
      />
      {some && (
        <button type="button" onClick={news.onShow} className="h-ctl text-accent-ink hover:underline">
          {numberText(news.count)}
          {news.capped && "+"} new, show
        </button>
      )}
    </span>
  );
}

/** The state of the stream, or "stale" since when the workers are silent: then what it brings is old. */
function useFreshness() {
  const live = useLive();
  const { data } = useQuery(useTRPC().overview.counts.queryOptions());
  const silent = live.state === "live" ? data?.stale : null;
  return silent ? { ...live, state: "stale" as const, since: silent.since } : live;
}

"use client";

import { CircleAlert, Eye, LoaderCircle, Pause } from "lucide-react";
import { Age, Clock } from "@/components/time";
import { Mark } from "@/components/ui/tag";
import type { Queue } from "./queue";

const means = {
  take: "Its messages are taken out of the queue and kept here.",
  mirror: "Its messages are copied; the broker keeps its own.",
  watch: "Its messages stay in the broker and are only counted.",
} as const;

/** How a queue is captured and how fresh that is; who paused it and when. */
export function CaptureState({ queue }: { queue: Queue }) {
  const mode = queue.mode ?? "unknown";
  if (queue.pausedBy !== null || queue.state === "paused")
    return (
      <div>
        <Mark tone="warn" icon={<Pause aria-hidden />} className="font-400">
          {mode}, {queue.state === "paused" ? "paused" : "pausing"}
        </Mark>
        <small className="block truncate text-12 text-ink-3 max-desk:ml-2 max-desk:inline" title={queue.pauseReason ?? undefined}>
          by {queue.pausedBy?.name ?? "unknown"}, <Clock at={queue.stateSince} seconds={false} />
        </small>
      </div>
    );
  if (queue.state === "failed")
    return (
      <div>
        <Mark tone="bad" icon={<CircleAlert aria-hidden />} className="font-400">
          {mode}, failed
        </Mark>
        <small className="block text-12 text-ink-3 max-desk:ml-2 max-desk:inline">
          for <Age at={queue.stateSince} />
        </small>
      </div>
    );
  if (queue.state === "watching" && queue.mode === "take")
    return (
      <Mark tone="warn" icon={<Eye aria-hidden />} className="font-400">
        only watched
      </Mark>
    );
  if (queue.state === "starting")
    return (
      <Mark tone="none" icon={<LoaderCircle aria-hidden />} className="font-400">
        {mode}, starting
      </Mark>
    );
  return (
    <div>
      <span title={queue.mode ? means[queue.mode] : undefined}>{mode}</span>
      <small className="block text-12 text-ink-3 max-desk:ml-2 max-desk:inline">
        {queue.mode === "mirror" && queue.waitingSince ? (
          <>
            <Age at={queue.waitingSince} /> behind
          </>
        ) : (
          <>
            read <Age at={queue.state === "watching" ? queue.depthAt : queue.aliveAt} suffix=" ago" />
          </>
        )}
      </small>
    </div>
  );
}

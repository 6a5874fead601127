"use client";

import { CircleAlert, Eye, LoaderCircle, Pause } from "lucide-react";
import type { ReactNode } from "react";
import { Age, Clock } from "@/components/time";
import { Mark, type Tone } from "@/components/ui/tag";
import { captureLook } from "./capture-look";
import type { Queue } from "./queue";

const means = {
  take: "Its messages are taken out of the queue and kept here.",
  mirror: "Its messages are copied; the broker keeps its own.",
  watch: "Its messages stay in the broker and are only counted.",
} as const;

/** How a queue is captured and how fresh that is; who paused it and when. */
export function CaptureState({ queue }: { queue: Queue }) {
  const mode = queue.mode ?? "unknown";
  switch (captureLook(queue)) {
    case "paused":
      return (
        <Marked tone="warn" icon={<Pause aria-hidden />} words={`${mode}, paused`}>
          <Pauser queue={queue} />
        </Marked>
      );
    case "pausing":
      return (
        <Marked tone="warn" icon={<Pause aria-hidden />} words={`${mode}, pausing`}>
          <Pauser queue={queue} />
        </Marked>
      );
    case "failed":
      return (
        <Marked tone="bad" icon={<CircleAlert aria-hidden />} words={`${mode}, failed`}>
          <Small>
            for <Age at={queue.stateSince} />
          </Small>
        </Marked>
      );
    case "only watched":
      return <Marked tone="warn" icon={<Eye aria-hidden />} words="only watched" />;
    case "starting":
      return <Marked tone="none" icon={<LoaderCircle aria-hidden />} words={`${mode}, starting`} />;
    case "read":
      return (
        <div>
          <span title={queue.mode ? means[queue.mode] : undefined}>{mode}</span>
          <Small>
            <Freshness queue={queue} />
          </Small>
        </div>
      );
  }
}

function Marked({ tone, icon, words, children }: { tone: Tone; icon: ReactNode; words: string; children?: ReactNode }) {
  return (
    <div>
      <Mark tone={tone} icon={icon} className="font-400">
        {words}
      </Mark>
      {children}
    </div>
  );
}

/** A second line on a desk, the same line on a phone. */
function Small({ title, children }: { title?: string; children: ReactNode }) {
  return (
    <small className="block truncate text-12 text-ink-3 max-desk:ml-2 max-desk:inline" title={title}>
      {children}
    </small>
  );
}

function Pauser({ queue: { pausedBy, pauseReason, stateSince } }: { queue: Queue }) {
  return (
    <Small title={pauseReason ?? undefined}>
      by {pausedBy?.name ?? "unknown"}, <Clock at={stateSince} seconds={false} />
    </Small>
  );
}

function Freshness({ queue: { mode, state, waitingSince, depthAt, aliveAt } }: { queue: Queue }) {
  if (mode === "mirror" && waitingSince)
    return (
      <>
        <Age at={waitingSince} /> behind
      </>
    );
  return (
    <>
      read <Age at={state === "watching" ? depthAt : aliveAt} suffix=" ago" />
    </>
  );
}

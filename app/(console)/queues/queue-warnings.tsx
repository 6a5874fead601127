"use client";

import { Info, TriangleAlert } from "lucide-react";
import { CopyButton } from "@/components/copy-button";
import { cn } from "@/components/ui/class-names";
import { Note } from "@/components/ui/states";
import { markHidden } from "@/server/text/marked";
import type { Queue } from "./queue";

type Warning = Queue["warnings"][number];

const tones = { bad: "bad", warn: "warn", info: "none" } as const;

/** What is wrong with a queue, in its row: why capture rests, then its topology, each with what mends it. */
export function QueueWarnings({ queue }: { queue: Queue }) {
  const capture =
    queue.stateReason && queue.state !== "running"
      ? [
          {
            code: "capture",
            severity: queue.state === "failed" ? ("bad" as const) : ("warn" as const),
            text: queue.pausedBy?.kind === "person" ? `Paused: “${queue.stateReason}”` : queue.stateReason,
            mend: queue.stateMend,
          },
        ]
      : [];
  return <Warnings all={[...capture, ...queue.warnings]} className="col-span-full mt-1.5 mb-1" />;
}

/** Each with what mends it; nothing at all where all is well. */
export function Warnings({ all, className }: { all: readonly Warning[]; className?: string }) {
  if (all.length === 0) return null;
  return (
    <div className={cn("grid gap-1", className)}>
      {all.map(({ code, severity, text, mend }) => (
        <Note
          key={`${code} ${text}`}
          tone={tones[severity]}
          icon={severity === "info" ? <Info aria-hidden /> : <TriangleAlert aria-hidden />}
        >
          <span className="text-ink">{text}</span>
          {mend && (
            <details className="mt-0.5">
              <summary className="w-fit text-accent-ink hover:underline max-desk:min-h-11 max-desk:py-2.5">Show what mends it</summary>
              <div className="mt-1 flex flex-wrap items-center gap-2">
                <code className="min-w-0 flex-1 rounded-2 bg-surface px-2 py-1 font-mono text-ink-2 [overflow-wrap:anywhere]">
                  {markHidden(mend)}
                </code>
                <CopyButton text={mend} label="Copy" />
              </div>
            </details>
          )}
        </Note>
      ))}
    </div>
  );
}

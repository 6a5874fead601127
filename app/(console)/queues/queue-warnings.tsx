"use client";

import { Info, TriangleAlert } from "lucide-react";
import { CopyButton } from "@/components/copy-button";
import { Note } from "@/components/ui/states";
import type { Queue } from "./line";

const tones = { bad: "bad", warn: "warn", info: "none" } as const;

/** What is wrong with a queue, in its row: why capture rests, then its topology, each with what mends it. */
export function QueueWarnings({ queue }: { queue: Queue }) {
  const capture =
    queue.stateReason && queue.state !== "running"
      ? [
          {
            code: "capture",
            severity: queue.state === "failed" ? ("bad" as const) : ("warn" as const),
            text: queue.stateReason,
            mend: queue.stateMend,
          },
        ]
      : [];
  const all = [...capture, ...queue.warnings];
  if (all.length === 0) return null;
  return (
    <div className="col-span-full mt-1.5 mb-1 grid gap-1">
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
                <code className="min-w-0 flex-1 rounded-2 bg-surface px-2 py-1 font-mono text-ink-2 [overflow-wrap:anywhere]">{mend}</code>
                <CopyButton text={mend} label="Copy" />
              </div>
            </details>
          )}
        </Note>
      ))}
    </div>
  );
}

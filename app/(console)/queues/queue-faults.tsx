"use client";

import { TriangleAlert } from "lucide-react";
import { CopyButton } from "@/components/copy-button";
import { markHidden } from "@/server/text/marked";
import type { Fault } from "./queue";

/** What loses messages, watched or not, before everything else; each with the command that mends it. */
export function QueueFaults({ faults }: { faults: readonly Fault[] }) {
  return (
    <section aria-label="Loses messages">
      {faults.map(({ queueId, source, queue, watched, warning: { code, text, mend } }, index) => (
        <article
          key={`${queueId} ${code} ${text}`}
          className="grid gap-x-5 gap-y-2.5 border-bad-mark border-l-3 border-t border-t-line px-pad py-3 wide:grid-cols-[minmax(0,1fr)_minmax(0,400px)]"
        >
          <div className="flex min-w-0 gap-3">
            <TriangleAlert aria-hidden className="mt-0.5 size-4 shrink-0 text-bad" />
            <div className="min-w-0 [overflow-wrap:anywhere]">
              <h2 className="font-600">{text}</h2>
              <p className="text-12 text-ink-3">
                <span className="font-mono">{queue}</span>, {source}
                {!watched && ", not watched"}
              </p>
            </div>
          </div>
          {mend && (
            <div className="min-w-0">
              <div className="mb-1 flex items-center justify-between gap-2">
                <h3 className="text-12 font-600">Mend</h3>
                <CopyButton text={mend} label="Copy" kind={index === 0 ? "main" : "plain"} />
              </div>
              <code className="block rounded-2 bg-sunken px-2.5 py-2 font-mono text-ink-2 [overflow-wrap:anywhere]">
                {markHidden(mend)}
              </code>
            </div>
          )}
        </article>
      ))}
    </section>
  );
}

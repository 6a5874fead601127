"use client";

import { SourceState } from "@/components/source-state";
import { Age } from "@/components/time";
import type { Source } from "./queue";
import { Warnings } from "./queue-warnings";

/** A source: what answers there, and since when it does not. */
export function SourceHead({ source, stale }: { source: Source; stale: boolean }) {
  const count = `${source.queues.length} ${source.queues.length === 1 ? "queue" : "queues"}`;
  return (
    <>
      <header className="flex min-h-9 flex-wrap items-center gap-x-2 border-line border-t bg-canvas px-pad py-1.5">
        <h2 className="text-14 font-600">{source.name}</h2>
        <span className="text-12 text-ink-3">{source.product ?? source.kind}</span>
        <span className="ml-auto flex items-center gap-2 text-12">
          <SourceState state={source.state} stale={stale}>
            {!stale && source.state === "failed" && source.since && (
              <>
                {" "}
                for <Age at={source.since} />
              </>
            )}
          </SourceState>
          <span className="hidden text-ink-3 desk:inline">
            {count}
            {source.lastSuccessAt && (
              <>
                , answered <Age at={source.lastSuccessAt} suffix=" ago" />
              </>
            )}
          </span>
        </span>
      </header>
      {source.state === "failed" && source.lastError && (
        <p className="border-line border-t px-pad py-2 text-ink-2 [overflow-wrap:anywhere]">{source.lastError}</p>
      )}
      {source.warnings.length > 0 && (
        <div className="border-line border-t px-pad py-2">
          <Warnings all={source.warnings} />
        </div>
      )}
    </>
  );
}

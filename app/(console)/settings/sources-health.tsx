"use client";

import { SourceState } from "@/components/source-state";
import { Age } from "@/components/time";
import { Band } from "@/components/band";
import type { Settings } from "./settings";

type Health = Settings["sources"][number];

export function SourcesHealth({ sources, stale }: { sources: Settings["sources"]; stale: boolean }) {
  return (
    <Band title="Sources" note="what is read, and when it last answered">
      {sources.length === 0 && (
        <p className="border-line border-t px-pad py-3 text-ink-2">None is configured. Name one under “sources” in redrive.yaml.</p>
      )}
      {sources.map((source) => (
        <div
          key={source.name}
          className="grid min-h-[42px] grid-cols-[minmax(0,1fr)_auto_auto] items-center gap-x-3 border-line border-t px-pad py-1.5 desk:gap-x-5 desk:grid-cols-[216px_128px_minmax(0,1fr)_88px]"
        >
          <div className="min-w-0">
            <b className="block cut font-550">{source.name}</b>
            <small className="block cut text-12 text-ink-3">
              {source.product ?? source.kind}, {source.queues} {source.queues === 1 ? "queue" : "queues"}
            </small>
          </div>
          <SourceState state={source.state} stale={stale} />
          <p className="min-w-0 text-ink-2 [overflow-wrap:anywhere] max-desk:order-last max-desk:col-span-3 max-desk:text-12">
            {stale ? "Unknown until a worker reads it again." : wordsOf(source)}
          </p>
          <Age at={source.lastSuccessAt} suffix=" ago" className="text-right text-ink-2 max-desk:text-12" />
        </div>
      ))}
    </Band>
  );
}

function wordsOf({ state, lastError, queues, paused, failed }: Health): string {
  if (state === "failed") return lastError ?? "It does not answer.";
  if (state === "unheard") return "No worker has spoken of it yet.";
  const parts = [
    failed > 0 && `${failed} ${failed === 1 ? "queue cannot" : "queues cannot"} be read`,
    paused > 0 && `${paused} ${paused === 1 ? "queue is" : "queues are"} paused`,
  ].filter(Boolean);
  if (parts.length > 0) return `${parts.join(", ")}.`;
  return queues === 0 ? "No queue of it is watched." : queues === 1 ? "Its queue is read." : `All ${queues} queues are read.`;
}

"use client";

import { Check, History, LoaderCircle, TriangleAlert } from "lucide-react";
import { Age } from "@/components/time";
import { Mark, type Tone } from "@/components/ui/tag";
import type { Source } from "./queue";
import { Warnings } from "./queue-warnings";

const states: Readonly<Record<Source["state"], { tone: Tone; icon: typeof Check; word: string }>> = {
  connected: { tone: "ok", icon: Check, word: "connected" },
  connecting: { tone: "none", icon: LoaderCircle, word: "connecting" },
  failed: { tone: "warn", icon: TriangleAlert, word: "does not answer" },
  unheard: { tone: "none", icon: LoaderCircle, word: "not heard of yet" },
};

/** What a silent worker last said of a source is no longer known to be so. */
const old = { tone: "warn", icon: History, word: "stale" } as const;

/** A source: what answers there, and since when it does not. */
export function SourceHead({ source, stale }: { source: Source; stale: boolean }) {
  const { tone, icon: Icon, word } = stale ? old : states[source.state];
  const count = `${source.queues.length} ${source.queues.length === 1 ? "queue" : "queues"}`;
  return (
    <>
      <header className="flex min-h-9 flex-wrap items-center gap-x-2 border-line border-t bg-canvas px-pad py-1.5">
        <h2 className="text-14 font-600">{source.name}</h2>
        <span className="text-12 text-ink-3">{source.product ?? source.kind}</span>
        <span className="ml-auto flex items-center gap-2 text-12">
          <Mark tone={tone} icon={<Icon aria-hidden />} className="font-400">
            {word}
            {!stale && source.state === "failed" && source.since && (
              <>
                {" "}
                for <Age at={source.since} />
              </>
            )}
          </Mark>
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

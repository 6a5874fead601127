"use client";

import { useQuery } from "@tanstack/react-query";
import Link from "next/link";
import { useTRPC } from "@/components/trpc";
import { OutcomeBar } from "@/components/ui/outcome-bar";
import { reasonWords } from "@/server/replays/words";
import { numberText } from "@/server/text/numbers";
import { stateNote } from "../replays/replay-state";
import { outcomeParts } from "../replays/outcomes";

/** The replays that are not over. */
export function Running() {
  const { data } = useQuery(useTRPC().overview.running.queryOptions());
  if (!data || data.length === 0) return null;
  return (
    <section className="border-line border-t px-pad pt-3 pb-2">
      <h2 className="text-14 font-600 tracking-[-0.003em]">Replays in progress</h2>
      {data.map((replay) => {
        const back = replay.counts.cameBack;
        const { failed } = replay.counts;
        const words = `${numberText(replay.sent)} of ${numberText(replay.total)} sent`;
        return (
          <Link
            key={replay.id}
            href={`/replays/${replay.id}`}
            className="grid min-h-10 grid-cols-[minmax(0,1fr)_auto] items-center gap-x-4 gap-y-1 border-line border-t py-2 hover:bg-hover first-of-type:border-t-0 desk:grid-cols-[72px_minmax(0,1.3fr)_minmax(120px,1fr)_auto_auto] desk:py-0"
          >
            <span className="font-mono font-550 max-desk:order-2">rpl-{replay.id}</span>
            <span className="min-w-0 cut max-desk:order-1">
              {replay.selection}, <span className="text-ink-3">{replay.reason}</span>
            </span>
            <OutcomeBar className="max-desk:order-3 max-desk:col-span-2" parts={outcomeParts(replay)} label={words} />
            <span className="whitespace-nowrap text-12 text-ink-2 max-desk:order-4">
              {words}
              {failed > 0 && <span className="text-bad">, {numberText(failed)} not taken</span>}
              {back > 0 && <span className="text-bad">, {numberText(back)} came back</span>}
            </span>
            <span className="whitespace-nowrap text-12 text-ink-3 max-desk:order-5">
              {replay.state === "paused" ? "paused" : stateNote(replay)}
            </span>
            {replay.pause && (
              <span className="col-span-full text-12 text-ink-2 [overflow-wrap:anywhere] max-desk:order-6 desk:col-start-2 desk:pb-2">
                {reasonWords(replay.pause)}
              </span>
            )}
          </Link>
        );
      })}
    </section>
  );
}

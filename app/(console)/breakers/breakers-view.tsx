"use client";

import { keepPreviousData, useQuery } from "@tanstack/react-query";
import { Unplug } from "lucide-react";
import { parseAsStringLiteral, useQueryState } from "nuqs";
import { PageSummary } from "@/components/page-summary";
import { useTRPC } from "@/components/trpc";
import { Segmented } from "@/components/ui/segmented";
import { Empty, SkeletonRows } from "@/components/ui/states";
import { useRowKeys } from "@/components/use-row-keys";
import { ranges } from "@/server/overview/words";
import { Board } from "./board";
import { CauseAndEffect } from "./cause-and-effect";

const rangeParam = parseAsStringLiteral(ranges).withDefault("1h");
const options = [
  { value: "1h", label: "1 h" },
  { value: "24h", label: "24 h" },
  { value: "7d", label: "7 d" },
] as const;
/** Readings come by the clock, and a notice tells only of changes. */
const againMs = 5_000;

/** What is open and what that holds, how it came over time, then each downstream with where its state is read. */
export function BreakersView() {
  const [range, setRange] = useQueryState("range", rangeParam);
  const list = useQuery(useTRPC().breakers.list.queryOptions({ range }, { placeholderData: keepPreviousData, refetchInterval: againMs }));
  const { data } = list;
  useRowKeys();
  return (
    <>
      <PageSummary name="Breakers" query={list} />
      {!data && list.isPending && <SkeletonRows className="border-line border-t" />}
      {data?.breakers.length === 0 && (
        <Empty title="Name what your consumers call." icon={<Unplug aria-hidden />}>
          Under <code className="font-mono">downstreams</code> in redrive.yaml: each with the messages that need it and where the state of
          its circuit breaker can be read. Replays then wait while it is open.
        </Empty>
      )}
      {data && data.breakers.length > 0 && (
        <>
          <section className="border-line border-t px-pad pt-3.5 pb-3" aria-labelledby="cause">
            <div className="mb-2 flex flex-wrap items-center gap-x-4 gap-y-2">
              <h2 id="cause" className="text-14 font-600 tracking-[-0.003em]">
                Cause and effect
              </h2>
              <Segmented
                className="ml-auto max-desk:ml-0 max-desk:w-full [&>button]:max-desk:flex-1 [&>button]:max-desk:justify-center"
                label="Time range"
                options={options}
                value={range}
                onChange={(next) => void setRange(next)}
              />
            </div>
            <CauseAndEffect range={range} breakers={data.breakers} spans={data.spans} />
          </section>
          <Board breakers={data.breakers} />
        </>
      )}
    </>
  );
}

"use client";

import { keepPreviousData, useInfiniteQuery } from "@tanstack/react-query";
import { ListOrdered } from "lucide-react";
import { parseAsString, parseAsStringLiteral, useQueryState } from "nuqs";
import { PageSummary } from "@/components/page-summary";
import { useTRPC } from "@/components/trpc";
import { More } from "@/components/ui/more";
import { Segmented } from "@/components/ui/segmented";
import { Empty, SkeletonRows } from "@/components/ui/states";
import { useRowKeys } from "@/components/use-row-keys";
import { troubles } from "@/server/sequences/words";
import { numberText } from "@/server/text/numbers";
import { KeySearch } from "./key-search";
import { KeyTable } from "./key-table";

const shows = ["all", ...troubles] as const;
const labels = { all: "Trouble", blocked: "Blocked", gap: "Gap", stale: "Stale" } as const;
/** Last numbers change in the application's database, which gives no notice. */
const againMs = 5_000;

/** Which keys wait for an earlier event, what that is and where, and the replay that sends them in order. */
export function SequencesView() {
  const [show, setShow] = useQueryState("show", parseAsStringLiteral(shows).withDefault("all"));
  const [key, setKey] = useQueryState("key", parseAsString.withDefault(""));
  const asked = { ...(show === "all" ? {} : { trouble: show }), key };
  const list = useInfiniteQuery(
    useTRPC().sequences.list.infiniteQueryOptions(asked, {
      getNextPageParam: ({ cursor }) => cursor,
      placeholderData: keepPreviousData,
      refetchInterval: againMs,
    }),
  );
  const first = list.data?.pages[0];
  const lines = list.data?.pages.flatMap((page) => page.lines) ?? [];
  useRowKeys();
  const all = first ? first.counts.blocked + first.counts.gap + first.counts.stale : null;
  const options = shows.map((value) => {
    const n = value === "all" ? all : (first?.counts[value] ?? null);
    return { value, label: n === null ? labels[value] : `${labels[value]} ${numberText(n)}` };
  });
  return (
    <>
      <PageSummary
        name="Sequences"
        query={{ data: first, isPlaceholderData: list.isPlaceholderData, error: list.error, refetch: list.refetch }}
      />
      <div className="flex flex-wrap items-center gap-x-4 gap-y-2 border-line border-t px-pad py-2">
        <Segmented
          className="max-desk:w-full [&>button]:max-desk:flex-1 [&>button]:max-desk:justify-center"
          label="Kind of trouble"
          options={options}
          value={show}
          onChange={(next) => void setShow(next)}
        />
        <KeySearch value={key} onChange={(next) => void setKey(next)} />
      </div>
      {list.isPending && <SkeletonRows className="border-line border-t" />}
      {first && lines.length === 0 && (
        <Empty title={key === "" ? "No key is out of order." : "No message with a number has this key."} icon={<ListOrdered aria-hidden />}>
          A message has a place in the order of its key where its envelope gives a key and a number. A table of last numbers, under{" "}
          <code className="font-mono">applications</code> in redrive.yaml, says which of them its consumer has processed.
        </Empty>
      )}
      {lines.length > 0 && (
        <div className={list.isPlaceholderData ? "opacity-60" : undefined}>
          <KeyTable lines={lines} />
        </div>
      )}
      <More list={list} label="Show more keys" />
    </>
  );
}

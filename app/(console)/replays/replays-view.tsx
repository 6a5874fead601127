"use client";

import { keepPreviousData, useInfiniteQuery } from "@tanstack/react-query";
import type { inferRouterOutputs } from "@trpc/server";
import Link from "next/link";
import { parseAsStringLiteral, useQueryState } from "nuqs";
import { useTRPC } from "@/components/trpc";
import { Answer } from "@/components/ui/answer";
import { Button, buttonClass } from "@/components/ui/button";
import { More } from "@/components/ui/more";
import { Segmented } from "@/components/ui/segmented";
import { Empty, QueryError, SkeletonRows } from "@/components/ui/states";
import { useRowKeys } from "@/components/use-row-keys";
import type { AppRouter } from "@/server/trpc/router";
import { numberText } from "@/server/text/numbers";
import { ReplayTable } from "./replay-table";

const shows = ["all", "needs_you"] as const;
type Show = (typeof shows)[number];
type PageOfReplays = inferRouterOutputs<AppRouter>["replays"]["list"];

/** What goes on, what waits for somebody, and everything that was replayed before. */
export function ReplaysView() {
  const trpc = useTRPC();
  const [show, setShow] = useQueryState("show", parseAsStringLiteral(shows).withDefault("all"));
  const list = useInfiniteQuery(
    trpc.replays.list.infiniteQueryOptions(
      { show },
      { getNextPageParam: (page) => page.next ?? undefined, placeholderData: keepPreviousData, refetchInterval: 10_000 },
    ),
  );
  useRowKeys();
  const first = list.data?.pages[0];
  const replays = list.data?.pages.flatMap((page) => page.replays) ?? [];
  return (
    <>
      <Summary list={list} show={show} onShow={(next) => void setShow(next)} />
      {list.isPending && <SkeletonRows />}
      {list.isError && <QueryError what="The replays" error={list.error} onRetry={() => void list.refetch()} />}
      {first && replays.length === 0 && <NoReplays filtered={first.total > 0} onAll={() => void setShow("all")} />}
      {replays.length > 0 && <ReplayTable replays={replays} />}
      <More list={list} label="Show older" />
    </>
  );
}

interface SummaryProps {
  list: { readonly data?: { readonly pages: readonly PageOfReplays[] }; readonly isError: boolean };
  show: Show;
  onShow: (show: Show) => void;
}

function Summary({ list, show, onShow }: SummaryProps) {
  const first = list.data?.pages[0];
  if (!first) return <Answer title={list.isError ? "The replays could not be read." : "Reading the replays …"} />;
  return (
    <Answer title={first.answer.title} sub={first.answer.sub}>
      {first.total > 0 && (
        <Segmented
          className="mt-3"
          label="Which"
          value={show}
          onChange={onShow}
          options={[
            { value: "all", label: `All ${numberText(first.total)}` },
            { value: "needs_you", label: `Needs you ${numberText(first.needsYou)}` },
          ]}
        />
      )}
    </Answer>
  );
}

function NoReplays({ filtered, onAll }: { filtered: boolean; onAll: () => void }) {
  if (filtered) {
    return (
      <Empty title="No replay needs you.">
        <p className="mb-3">None is paused, and no outcome waits for a decision.</p>
        <Button onClick={onAll}>Show all</Button>
      </Empty>
    );
  }
  return (
    <Empty title="Nothing has been replayed.">
      <p className="mb-3">Choose messages or a group, and plan a replay: its count, target and checks are shown before anything is sent.</p>
      <Link href="/messages" className={buttonClass()}>
        Choose messages
      </Link>
    </Empty>
  );
}

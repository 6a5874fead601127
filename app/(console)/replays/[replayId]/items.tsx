"use client";

import { keepPreviousData, useInfiniteQuery } from "@tanstack/react-query";
import { Check, CheckCheck, CircleHelp, CircleX, Eye, Hourglass, Send, SkipForward, Undo2 } from "lucide-react";
import Link from "next/link";
import { parseAsStringLiteral, useQueryState } from "nuqs";
import { useState } from "react";
import { Clock } from "@/components/time";
import { useTRPC } from "@/components/trpc";
import { Button } from "@/components/ui/button";
import { Note, QueryError, SkeletonRows } from "@/components/ui/states";
import { Tabs } from "@/components/ui/tabs";
import { Mark, type Tone } from "@/components/ui/tag";
import { reasonWords } from "@/server/replays/words";
import { Decide } from "./decide";
import type { Item, Replay } from "./replay";
import { WhatHappened } from "./what-happened";

const shows = ["trouble", "all", "came_back", "unknown", "failed", "skipped"] as const;

const looks: Record<Item["state"], { tone: Tone; icon: typeof Check; label: string }> = {
  selected: { tone: "none", icon: Hourglass, label: "to send" },
  held: { tone: "warn", icon: Hourglass, label: "held" },
  skipped: { tone: "none", icon: SkipForward, label: "skipped" },
  in_hand: { tone: "accent", icon: Send, label: "on its way" },
  confirmed: { tone: "ok", icon: Check, label: "put back" },
  returned: { tone: "bad", icon: CircleX, label: "returned" },
  refused: { tone: "bad", icon: CircleX, label: "refused" },
  unknown: { tone: "warn", icon: CircleHelp, label: "unknown" },
  observing: { tone: "ok", icon: Eye, label: "observing" },
  presumed_ok: { tone: "ok", icon: CheckCheck, label: "presumed ok" },
  came_back: { tone: "bad", icon: Undo2, label: "came back" },
  cancelled: { tone: "none", icon: SkipForward, label: "cancelled" },
};

const columns = { "--columns": "132px minmax(110px,0.8fr) 96px minmax(0,2.4fr) 104px" } as React.CSSProperties;

/** Every message of the replay with its outcome; what needs somebody has its own tab. */
export function Items({ replay: { id, counts, observeSeconds } }: { replay: Replay }) {
  const trpc = useTRPC();
  const [show] = useQueryState("show", parseAsStringLiteral(shows).withDefault("all"));
  const [deciding, setDeciding] = useState<Item | "all" | null>(null);
  const list = useInfiniteQuery(
    trpc.replays.items.infiniteQueryOptions(
      { id, show },
      { getNextPageParam: (page) => page.next ?? undefined, placeholderData: keepPreviousData },
    ),
  );
  const items = list.data?.pages.flatMap((page) => page.items) ?? [];
  const of = {
    all: Object.values(counts).reduce((sum, n) => sum + n, 0),
    trouble: counts.cameBack + counts.unknown + counts.failed,
    came_back: counts.cameBack,
    unknown: counts.unknown,
    failed: counts.failed,
    skipped: counts.skipped + counts.cancelled,
  };
  // Trouble of one kind has its own tab already.
  const mixed = [counts.cameBack, counts.unknown, counts.failed].filter((n) => n > 0).length > 1;
  const labels = {
    all: "All",
    trouble: "All trouble",
    came_back: "Came back",
    unknown: "Unknown",
    failed: "Not taken",
    skipped: "Skipped",
  };
  return (
    <section className="border-line border-t" aria-label="Items">
      <Tabs
        label="Items"
        current={show}
        tabs={shows
          .filter((key) => key === "all" || key === show || (key === "trouble" ? mixed : of[key] > 0))
          .map((key) => ({
            key,
            label: labels[key],
            count: of[key].toLocaleString("en"),
            href: `/replays/${id}${key === "all" ? "" : `?show=${key}`}`,
          }))}
      />
      {show === "unknown" && counts.unknown > 1 && (
        <Note
          tone="warn"
          className="mx-pad my-3"
          icon={<CircleHelp aria-hidden />}
          end={<Button onClick={() => setDeciding("all")}>Decide all {counts.unknown.toLocaleString("en")}</Button>}
        >
          The broker's answer was lost. They were sent or not; nothing is sent again by itself. Look at the target, then decide.
        </Note>
      )}
      {items.length > 0 && (
        <div role="table" aria-label="Messages of the replay">
          <div
            role="row"
            style={columns}
            className="hidden h-7 items-center gap-x-4 border-line border-b px-pad text-11 font-500 text-ink-3 desk:grid desk:grid-cols-(--columns)"
          >
            {["Outcome", "Key", "Sent", "What happened"].map((title) => (
              <span key={title} role="columnheader">
                {title}
              </span>
            ))}
            <span role="columnheader">
              <span className="sr-only">Actions</span>
            </span>
          </div>
          {items.map((item) => (
            <ItemRow key={item.id} item={item} observeSeconds={observeSeconds} onDecide={() => setDeciding(item)} />
          ))}
        </div>
      )}
      {list.data && items.length === 0 && (
        <p className="px-pad py-4 text-ink-2">{of[show] > 0 ? "They were settled long ago and are deleted." : "None."}</p>
      )}
      {list.isPending && <SkeletonRows rows={4} />}
      {list.isError && <QueryError what="The items" error={list.error} onRetry={() => void list.refetch()} />}
      {list.hasNextPage && (
        <div className="grid place-items-center py-3">
          <Button busy={list.isFetchingNextPage} onClick={() => void list.fetchNextPage()}>
            Show more
          </Button>
        </div>
      )}
      {deciding && (
        <Decide replayId={id} item={deciding === "all" ? null : deciding} count={counts.unknown} onClose={() => setDeciding(null)} />
      )}
    </section>
  );
}

function ItemRow({ item, observeSeconds, onDecide }: { item: Item; observeSeconds: number; onDecide: () => void }) {
  const { tone, icon: Icon, label } = looks[item.state];
  const name = item.eventKey ?? `message ${item.messageId}`;
  return (
    <div
      role="row"
      style={columns}
      className="grid min-h-row grid-cols-[minmax(0,1fr)_auto] items-center gap-x-4 border-line border-b px-pad py-1.5 hover:bg-hover desk:grid-cols-(--columns) desk:py-0"
    >
      <span role="cell" className="flex items-center">
        <Mark tone={tone} icon={<Icon aria-hidden />} className="font-500">
          {label}
        </Mark>
      </span>
      <span role="cell" className="truncate font-mono" title={name}>
        {item.eventType === null ? (
          <span className="text-ink-3">{name}, deleted</span>
        ) : (
          <Link href={`/messages/${item.messageId}`} className="hover:text-accent-ink hover:underline">
            {name}
          </Link>
        )}
      </span>
      <span role="cell" className="text-ink-2 max-desk:hidden">
        {item.intentAt ? <Clock at={item.intentAt} /> : <span className="text-ink-3">not sent</span>}
      </span>
      <span
        role="cell"
        className="min-w-0 text-ink-2 [overflow-wrap:anywhere] max-desk:text-12 desk:truncate"
        title={item.reason ? reasonWords(item.reason) : undefined}
      >
        <WhatHappened item={item} observeSeconds={observeSeconds} />
      </span>
      <span role="cell" className="justify-self-end">
        {item.state === "unknown" && (
          <button type="button" className="text-accent-ink hover:underline max-desk:min-h-11" onClick={onDecide}>
            Decide
          </button>
        )}
        {item.cameBackAs && (
          <Link href={`/messages/${item.cameBackAs}`} className="whitespace-nowrap text-accent-ink hover:underline">
            Open message
          </Link>
        )}
      </span>
    </div>
  );
}

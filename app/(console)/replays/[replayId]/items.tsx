"use client";

import { keepPreviousData, useInfiniteQuery } from "@tanstack/react-query";
import { Check, CheckCheck, CircleHelp, CircleX, Eye, EyeOff, Hourglass, Send, SkipForward, Undo2 } from "lucide-react";
import Link from "next/link";
import { parseAsStringLiteral, useQueryState } from "nuqs";
import { useState } from "react";
import { Clock } from "@/components/time";
import { useTRPC } from "@/components/trpc";
import { Button } from "@/components/ui/button";
import { More } from "@/components/ui/more";
import { Note, QueryError, SkeletonRows } from "@/components/ui/states";
import { type Column, HiddenHead, Row, Table } from "@/components/ui/table";
import { Tabs } from "@/components/ui/tabs";
import { Mark, type Tone } from "@/components/ui/tag";
import { reasonWords } from "@/server/replays/words";
import { numberText } from "@/server/text/numbers";
import { Decide } from "./decide";
import { itemCounts, shows, tabsOf } from "./item-tabs";
import type { Item, Replay } from "./replay";
import { WhatHappened } from "./what-happened";

const looks: Record<Item["state"], { tone: Tone; icon: typeof Check; label: string }> = {
  selected: { tone: "none", icon: Hourglass, label: "to send" },
  held: { tone: "warn", icon: Hourglass, label: "held" },
  skipped: { tone: "none", icon: SkipForward, label: "skipped" },
  in_hand: { tone: "accent", icon: Send, label: "on its way" },
  confirmed: { tone: "none", icon: EyeOff, label: "sent" },
  returned: { tone: "bad", icon: CircleX, label: "returned" },
  refused: { tone: "bad", icon: CircleX, label: "refused" },
  unknown: { tone: "warn", icon: CircleHelp, label: "unknown" },
  observing: { tone: "warn", icon: Eye, label: "observing" },
  presumed_ok: { tone: "ok", icon: CheckCheck, label: "presumed ok" },
  came_back: { tone: "bad", icon: Undo2, label: "came back" },
  cancelled: { tone: "none", icon: SkipForward, label: "cancelled" },
};

const released: (typeof looks)[Item["state"]] = { tone: "ok", icon: Check, label: "released" };

const columns: readonly Column[] = [
  { key: "outcome", head: "Outcome", width: "132px" },
  { key: "key", head: "Key", width: "minmax(110px,0.8fr)" },
  { key: "sent", head: "Sent", width: "96px" },
  { key: "what", head: "What happened", width: "minmax(0,2.4fr)" },
  { key: "actions", head: <HiddenHead>Actions</HiddenHead>, width: "104px" },
];

/** Every message of the replay with its outcome; what needs somebody has its own tab. */
export function Items({ replay }: { replay: Replay }) {
  const { id, counts } = replay;
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
  return (
    <section className="border-line border-t" aria-label="Items">
      <Tabs label="Items" current={show} tabs={tabsOf(id, counts, show)} />
      {show === "unknown" && counts.unknown > 1 && (
        <Note
          tone="warn"
          className="mx-pad my-3"
          icon={<CircleHelp aria-hidden />}
          end={<Button onClick={() => setDeciding("all")}>Decide all {numberText(counts.unknown)}</Button>}
        >
          The broker's answer was lost. They were sent or not; nothing is sent again by itself. Look at the target, then decide.
        </Note>
      )}
      {items.length > 0 && (
        <Table label="Messages of the replay" columns={columns}>
          {items.map((item) => (
            <ItemRow key={item.id} item={item} replay={replay} onDecide={() => setDeciding(item)} />
          ))}
        </Table>
      )}
      {list.data && items.length === 0 && (
        <p className="px-pad py-4 text-ink-2">{itemCounts(counts)[show] > 0 ? "They were settled long ago and are deleted." : "None."}</p>
      )}
      {list.isPending && <SkeletonRows rows={4} />}
      {list.isError && <QueryError what="The items" error={list.error} onRetry={() => void list.refetch()} />}
      <More list={list} />
      {deciding && (
        <Decide replayId={id} item={deciding === "all" ? null : deciding} count={counts.unknown} onClose={() => setDeciding(null)} />
      )}
    </section>
  );
}

function ItemRow({ item, replay: { release, observeSeconds }, onDecide }: { item: Item; replay: Replay; onDecide: () => void }) {
  const { tone, icon: Icon, label } = release && item.state === "confirmed" ? released : looks[item.state];
  const name = item.eventKey ?? `message ${item.messageId}`;
  return (
    <Row className="min-h-row grid-cols-[minmax(0,1fr)_auto] py-1.5 hover:bg-hover desk:py-0">
      <td className="flex items-center">
        <Mark tone={tone} icon={<Icon aria-hidden />} className="font-500">
          {label}
        </Mark>
      </td>
      <td className="cut font-mono" title={name}>
        {item.eventType === null ? (
          <span className="text-ink-3">{name}, deleted</span>
        ) : (
          <Link href={`/messages/${item.messageId}`} className="hover:text-accent-ink hover:underline">
            {name}
          </Link>
        )}
      </td>
      <td className="text-ink-2 max-desk:hidden">
        {item.intentAt ? <Clock at={item.intentAt} /> : <span className="text-ink-3">not sent</span>}
      </td>
      <td
        className="min-w-0 text-ink-2 [overflow-wrap:anywhere] max-desk:text-12 desk:truncate"
        title={item.reason ? reasonWords(item.reason) : undefined}
      >
        <WhatHappened item={item} release={release} observeSeconds={observeSeconds} />
      </td>
      <td className="justify-self-end">
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
      </td>
    </Row>
  );
}

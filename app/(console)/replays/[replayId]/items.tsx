"use client";

import { keepPreviousData, useInfiniteQuery } from "@tanstack/react-query";
import { Check, CheckCheck, CircleHelp, CircleX, Eye, EyeOff, Hourglass, Send, SkipForward, Undo2 } from "lucide-react";
import Link from "next/link";
import { parseAsStringLiteral, useQueryState } from "nuqs";
import { useState } from "react";
import { Clock } from "@/components/time";
import { useRefusal } from "@/components/may";
import { useTRPC } from "@/components/trpc";
import { Button } from "@/components/ui/button";
import { Checkbox } from "@/components/ui/checkbox";
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
  processed: { tone: "ok", icon: Check, label: "processed" },
  came_back: { tone: "bad", icon: Undo2, label: "came back" },
  cancelled: { tone: "none", icon: SkipForward, label: "cancelled" },
};

/** One that is held was in hand before, so that it has a time. */
const unsent: readonly Item["state"][] = ["selected", "held", "skipped", "cancelled"];

type Look = (typeof looks)[Item["state"]];

const released: Look = { tone: "ok", icon: Check, label: "released" };
/** Nobody was seen to consume it, or how long this failure takes to kill is not known: that none came back so far is no success. */
const notDeadAgain: Look = { tone: "none", icon: Send, label: "sent" };

function lookOf(state: Item["state"], { release, windowKnown, unconsumed }: Replay): Look {
  if (state === "confirmed" && release) return released;
  return state === "presumed_ok" && (!windowKnown || unconsumed.length > 0) ? notDeadAgain : looks[state];
}

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
  const [deciding, setDeciding] = useState<readonly Item[] | number | null>(null);
  const [chosen, setChosen] = useState<ReadonlySet<number>>(new Set());
  const list = useInfiniteQuery(
    trpc.replays.items.infiniteQueryOptions(
      { id, show },
      { getNextPageParam: (page) => page.next ?? undefined, placeholderData: keepPreviousData },
    ),
  );
  const mayNotDecide = useRefusal()("replay.decide", replay.places);
  const items = list.data?.pages.flatMap((page) => page.items) ?? [];
  const some = items.filter((item) => item.state === "unknown" && chosen.has(item.id));
  const choose = (item: Item, on: boolean) =>
    setChosen(new Set(on ? [...chosen, item.id] : [...chosen].filter((other) => other !== item.id)));
  return (
    <section className="border-line border-t" aria-label="Items">
      <Tabs label="Items" current={show} tabs={tabsOf(id, counts, show)} />
      {show === "unknown" && counts.unknown > 1 && items.some(({ asked }) => !asked) && (
        <Note
          tone="warn"
          className="mx-pad my-3"
          icon={<CircleHelp aria-hidden />}
          end={
            <>
              {some.length > 0 && (
                <Button refusal={mayNotDecide} onClick={() => setDeciding(some)}>
                  Decide {numberText(some.length)} chosen
                </Button>
              )}
              <Button refusal={mayNotDecide} onClick={() => setDeciding(counts.unknown)}>
                Decide all {numberText(counts.unknown)}
              </Button>
            </>
          }
        >
          The broker's answer was lost. They were sent or not; nothing is sent again by itself. Look at the target, then decide.
        </Note>
      )}
      {items.length > 0 && (
        <Table label="Messages of the replay" columns={columns}>
          {items.map((item) => (
            <ItemRow
              key={item.id}
              item={item}
              replay={replay}
              mayNotDecide={mayNotDecide}
              onDecide={() => setDeciding([item])}
              choice={show === "unknown" && counts.unknown > 1 ? { on: chosen.has(item.id), set: (on) => choose(item, on) } : null}
            />
          ))}
        </Table>
      )}
      {list.data && items.length === 0 && (
        <p className="px-pad py-4 text-ink-2">{itemCounts(counts)[show] > 0 ? "They were settled long ago and are deleted." : "None."}</p>
      )}
      {list.isPending && <SkeletonRows rows={4} />}
      {list.isError && <QueryError what="The items" error={list.error} onRetry={() => void list.refetch()} />}
      <More list={list} />
      {deciding && <Decide replayId={id} of={deciding} onClose={() => setDeciding(null)} />}
    </section>
  );
}

interface RowProps {
  item: Item;
  replay: Replay;
  mayNotDecide: string | null;
  onDecide: () => void;
  /** Whether it is among those to be decided together; null: it cannot be. */
  choice: { readonly on: boolean; readonly set: (on: boolean) => void } | null;
}

function ItemRow({ item, replay, mayNotDecide, onDecide, choice }: RowProps) {
  const { release, observeSeconds } = replay;
  const { tone, icon: Icon, label } = lookOf(item.state, replay);
  const name = item.eventKey ?? `message ${item.messageId}`;
  return (
    <Row className="min-h-row grid-cols-[minmax(0,1fr)_auto] py-1.5 hover:bg-hover desk:py-0">
      <td className="flex items-center gap-2">
        {choice && item.state === "unknown" && !item.asked && (
          <label className="grid place-items-center max-desk:-m-3 max-desk:size-11">
            <Checkbox checked={choice.on} onCheckedChange={choice.set} aria-label={`Choose ${name}`} />
          </label>
        )}
        <Mark tone={tone} icon={<Icon aria-hidden />} className="font-500">
          {label}
        </Mark>
      </td>
      <td className="cut font-mono" title={name}>
        {item.eventType === null ? (
          <span className="text-ink-3">{name}, deleted</span>
        ) : (
          <Link href={`/messages/${item.messageId}`} className="tap hover:text-accent-ink hover:underline">
            {name}
          </Link>
        )}
      </td>
      <td className="text-ink-2 max-desk:hidden">
        {item.intentAt && !unsent.includes(item.state) ? <Clock at={item.intentAt} /> : <span className="text-ink-3">not sent</span>}
      </td>
      <td
        className="min-w-0 text-ink-2 [overflow-wrap:anywhere] max-desk:text-12 desk:truncate"
        title={item.reason ? reasonWords(item.reason) : undefined}
      >
        <WhatHappened item={item} release={release} observeSeconds={observeSeconds} />
      </td>
      <td className="justify-self-end">
        {item.state === "unknown" && !item.asked && (
          <Button kind="quiet" refusal={mayNotDecide} onClick={onDecide}>
            Decide
          </Button>
        )}
        {item.cameBackAs && (
          <Link href={`/messages/${item.cameBackAs}`} className="tap whitespace-nowrap text-accent-ink hover:underline">
            Open message
          </Link>
        )}
      </td>
    </Row>
  );
}

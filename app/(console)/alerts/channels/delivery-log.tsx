"use client";

import { useInfiniteQuery } from "@tanstack/react-query";
import Link from "next/link";
import { Band } from "@/components/band";
import { Clock } from "@/components/time";
import { useTRPC } from "@/components/trpc";
import { Button } from "@/components/ui/button";
import { Select } from "@/components/ui/field";
import { More } from "@/components/ui/more";
import { Segmented } from "@/components/ui/segmented";
import { QueryError, SkeletonRows } from "@/components/ui/states";
import { type Column, HiddenHead, Row, Table } from "@/components/ui/table";
import { numberText } from "@/server/text/numbers";
import { alertHref, type Delivery } from "../alert";
import { DeliveryState } from "../delivery-state";
import { SendAgain } from "./send-again";

const shows = [
  { value: "all", label: "All" },
  { value: "failed", label: "Failed" },
  { value: "waiting", label: "Waiting" },
  { value: "superseded", label: "Superseded" },
] as const;

interface Filter {
  readonly channel: string | null;
  readonly alert: number | null;
  readonly show: (typeof shows)[number]["value"];
}

const columns: readonly Column[] = [
  { key: "at", head: "When", width: "96px" },
  { key: "what", head: "Alert, and what happened", width: "minmax(0,1.6fr)" },
  { key: "channel", head: "Channel", width: "minmax(0,160px)" },
  { key: "state", head: "State", width: "128px" },
  { key: "answer", head: "Answer", width: "minmax(0,1.2fr)" },
  { key: "acts", head: <HiddenHead>Acts</HiddenHead>, width: "96px", end: true },
];

/** Every notice with what came of it: one row for each transition and channel. */
export function DeliveryLog({
  filter,
  channels,
  onFilter,
}: {
  filter: Filter;
  channels: readonly string[];
  onFilter: (filter: Partial<Filter>) => void;
}) {
  const list = useInfiniteQuery(
    useTRPC().alerts.deliveries.infiniteQueryOptions(
      { alertId: filter.alert, channel: filter.channel, show: filter.show },
      { getNextPageParam: (page) => page.next ?? undefined, refetchInterval: 10_000 },
    ),
  );
  const deliveries = list.data?.pages.flatMap((page) => page.deliveries) ?? [];
  return (
    <Band title="Delivery log" note="each transition and channel; a newer notice supersedes one that waits">
      <div className="flex flex-wrap items-center gap-3 border-line border-t px-pad py-2">
        <Segmented label="Which notices" options={shows} value={filter.show} onChange={(show) => onFilter({ show })} />
        <Select
          className="w-auto max-desk:w-full"
          aria-label="Channel"
          value={filter.channel ?? ""}
          onChange={(event) => onFilter({ channel: event.target.value || null })}
        >
          <option value="">Every channel</option>
          {[...new Set([...channels, ...(filter.channel ? [filter.channel] : [])])].map((name) => (
            <option key={name}>{name}</option>
          ))}
        </Select>
        {filter.alert !== null && <Button onClick={() => onFilter({ alert: null })}>Only of alert {filter.alert}: show all</Button>}
      </div>
      {list.isPending && <SkeletonRows rows={5} className="border-line border-t" />}
      {list.isError && <QueryError what="The notices" error={list.error} onRetry={() => void list.refetch()} />}
      {list.data && deliveries.length === 0 && (
        <p className="border-line border-t px-pad py-3 text-ink-2">
          {filter.show === "all" ? "Nothing has been told yet: a notice is written when an alert fires." : "There is none."}
        </p>
      )}
      {deliveries.length > 0 && (
        <Table label="Notices" columns={columns} className="border-line border-t">
          {deliveries.map((delivery) => (
            <DeliveryRow key={delivery.id} delivery={delivery} />
          ))}
        </Table>
      )}
      <More list={list} label="Show older" />
    </Band>
  );
}

function DeliveryRow({ delivery }: { delivery: Delivery }) {
  const { alertId, title, kind, channel, state, answer, attempts, tookMs, createdAt, endedAt, nextAt, paused } = delivery;
  return (
    <Row className="grid-cols-[minmax(0,1fr)_auto] gap-y-0.5 py-1.5">
      <td className="text-ink-3 max-desk:order-2 max-desk:text-right max-desk:text-12">
        <Clock at={endedAt ?? createdAt} />
      </td>
      <td className="min-w-0 max-desk:order-3 max-desk:col-span-2 [overflow-wrap:anywhere]">
        <Link href={alertHref(alertId)} className="tap hover:underline">
          {title}
        </Link>
        <span className="text-ink-3"> {kind.replaceAll("_", " ")}</span>
      </td>
      <td className="min-w-0 cut font-550 max-desk:order-1">{channel}</td>
      <td className="max-desk:order-4">
        <DeliveryState state={state} />
      </td>
      <td className="min-w-0 text-ink-2 max-desk:order-5 max-desk:col-span-2 max-desk:text-12 [overflow-wrap:anywhere]">
        {answer ?? <span className="text-ink-3">{state === "superseded" ? "a newer notice went in its place" : "no answer yet"}</span>}
        <span className="text-12 text-ink-3">
          {tookMs !== null && ` ${numberText(tookMs)} ms`}
          {attempts > 1 && `, ${numberText(attempts)} tries`}
          {paused && ", waits until the channel is resumed"}
          {nextAt && (
            <>
              , next <Clock at={nextAt} />
            </>
          )}
        </span>
      </td>
      <td className="text-right max-desk:order-6 max-desk:col-span-2 max-desk:text-left">
        <SendAgain delivery={delivery} />
      </td>
    </Row>
  );
}

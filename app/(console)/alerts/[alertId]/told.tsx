"use client";

import { useQuery } from "@tanstack/react-query";
import Link from "next/link";
import { Clock } from "@/components/time";
import { useTRPC } from "@/components/trpc";
import { QueryError, SkeletonRows } from "@/components/ui/states";
import { numberText } from "@/server/text/numbers";
import type { Delivery } from "../alert";
import { DeliveryState } from "../delivery-state";

const most = 200;

/** Who heard of it: the newest notice of each channel with its answer. */
export function Told({ alertId }: { alertId: number }) {
  const list = useQuery(useTRPC().alerts.deliveries.queryOptions({ alertId, limit: most }));
  const channels = [...Map.groupBy(list.data?.deliveries ?? [], ({ channel }) => channel)];
  return (
    <section className="border-line border-t px-pad py-4">
      <h2 className="mb-1 text-14 font-600">Told</h2>
      {list.isPending && <SkeletonRows rows={2} className="-mx-pad" />}
      {list.isError && (
        <div className="-mx-pad">
          <QueryError what="Who was told" error={list.error} onRetry={() => void list.refetch()} />
        </div>
      )}
      {list.data && channels.length === 0 && (
        <p className="text-ink-2">Nobody was told: no channel hears of it, or something holds it back.</p>
      )}
      <ul>{channels.map(([channel, [last, ...others]]) => last && <ToldLine key={channel} last={last} more={others.length} />)}</ul>
      {channels.length > 0 && (
        <Link href={`/alerts/channels?alert=${alertId}`} className="tap text-12 text-accent-ink hover:underline">
          Every notice of it
        </Link>
      )}
    </section>
  );
}

function ToldLine({ last, more }: { last: Delivery; more: number }) {
  return (
    <li className="grid grid-cols-[auto_minmax(0,1fr)_auto] gap-x-2 border-line border-t py-1.5 first:border-t-0">
      <DeliveryState state={last.state} iconOnly />
      <span className="min-w-0">
        <span className="block cut font-550">{last.channel}</span>
        <span className="block text-12 text-ink-3 [overflow-wrap:anywhere]">
          {last.kind.replaceAll("_", " ")}: {last.answer ?? "no answer yet"}
          {last.attempts > 1 && `, ${numberText(last.attempts)} tries`}
          {more > 0 && `, ${numberText(more)} before it`}
          {last.paused && ", waits until the channel is resumed"}
          {last.nextAt && (
            <>
              , next <Clock at={last.nextAt} />
            </>
          )}
        </span>
      </span>
      <Clock at={last.endedAt ?? last.createdAt} className="text-12 text-ink-3" />
    </li>
  );
}

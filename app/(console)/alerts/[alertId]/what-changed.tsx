"use client";

import { useQuery } from "@tanstack/react-query";
import type { inferRouterOutputs } from "@trpc/server";
import { Flag, Gauge, Layers, RotateCw, UserRoundPen } from "lucide-react";
import Link from "next/link";
import { Clock } from "@/components/time";
import { useTRPC } from "@/components/trpc";
import { Section } from "@/components/ui/answer";
import { QueryError, SkeletonRows } from "@/components/ui/states";
import type { AppRouter } from "@/server/trpc/router";
import type { Alert } from "../alert";

type Change = inferRouterOutputs<AppRouter>["alerts"]["changes"][number];

const icons: Readonly<Record<Change["is"], typeof Flag>> = {
  note: Flag,
  failure: Layers,
  replay: RotateCw,
  act: UserRoundPen,
  rule: Gauge,
};

/** What may have caused it, as far as it is known here: what is not in the list may have happened all the same. */
export function WhatChanged({ alert }: { alert: Alert }) {
  const changes = useQuery(useTRPC().alerts.changes.queryOptions({ id: alert.id }, { refetchInterval: 30_000 }));
  const { data } = changes;
  const since = new Date(alert.since).getTime();
  return (
    <Section title="What changed" note="from six hours before it began; deploys only where they are noted">
      {changes.isPending && <SkeletonRows rows={2} className="-mx-pad" />}
      {changes.isError && !data && (
        <div className="-mx-pad">
          <QueryError what="What changed" error={changes.error} onRetry={() => void changes.refetch()} />
        </div>
      )}
      {data?.length === 0 && (
        <p className="text-ink-2">Nothing is known to have changed there: no note, no new failure, no replay, no act.</p>
      )}
      <ol className="grid gap-1.5">
        {data?.map((change) => (
          <ChangeLine key={`${change.is} ${change.at} ${change.what}`} change={change} before={new Date(change.at).getTime() < since} />
        ))}
      </ol>
    </Section>
  );
}

function ChangeLine({ change: { is, at, what, by, href }, before }: { change: Change; before: boolean }) {
  const Icon = icons[is];
  return (
    <li className="grid grid-cols-[72px_16px_minmax(0,1fr)] gap-x-2">
      <Clock at={at} className="text-ink-3" />
      <Icon aria-hidden className="mt-[3px] size-3.5 text-ink-3" />
      <span className="min-w-0 [overflow-wrap:anywhere]">
        {href ? (
          <Link href={href} className="tap font-550 hover:underline">
            {what}
          </Link>
        ) : (
          <span className="font-550">{what}</span>
        )}
        <span className="text-ink-3">
          {by && `, by ${by.name}`}
          {before && ", before it began"}
        </span>
      </span>
    </li>
  );
}

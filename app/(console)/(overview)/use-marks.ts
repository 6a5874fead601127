"use client";

import { keepPreviousData, useQuery } from "@tanstack/react-query";
import { useMayRead } from "@/components/may";
import { useZone } from "@/components/time-zone";
import { useTRPC } from "@/components/trpc";
import { useBreakers } from "@/components/use-breakers";
import type { Range } from "@/server/overview/words";
import { type Marks, noMarks } from "./marks";

const spanMs: Readonly<Record<Range, number>> = { "1h": 3_600_000, "24h": 86_400_000, "7d": 604_800_000 };
const stepMs = 300_000;

/** The marks of a range, as far as they may be seen: a chart is whole without them. */
export function useMarks(range: Range, about: { readonly groupId?: number; readonly queueId?: number }, enabled = true): Marks {
  const trpc = useTRPC();
  const { now } = useZone();
  const mayRead = useMayRead();
  // Asked for anew each five minutes, so that one answer serves for a while.
  const since = new Date(Math.floor((now - spanMs[range]) / stepMs) * stepMs).toISOString();
  const options = { placeholderData: keepPreviousData };
  const known = enabled && now > 0;
  const alerts = useQuery(trpc.alerts.marks.queryOptions({ since, ...about }, { ...options, enabled: known && mayRead("alert.view") }));
  const notes = useQuery(trpc.annotations.list.queryOptions({ since }, { ...options, enabled: known && mayRead("message.view") }));
  const { spans } = useBreakers(range);
  return { alerts: alerts.data ?? noMarks.alerts, notes: notes.data ?? noMarks.notes, open: spans.filter(({ state }) => state === "open") };
}

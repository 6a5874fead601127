"use client";

import { useQuery } from "@tanstack/react-query";
import { parseAsFloat, parseAsInteger, parseAsString, parseAsStringLiteral, useQueryStates } from "nuqs";
import { useState } from "react";
import { useTRPC } from "@/components/trpc";
import type { PlanInput } from "@/server/replays/input";

const targets = ["failed_queue", "origin", "release", "queue"] as const;
type Target = (typeof targets)[number];

/**
 * The plan is in the URL: what (ids, a group, or a filter as of a time), where and how fast. Without a target in it the configured one counts, which
 * `configured` reads.
 */
export function usePlan() {
  const [opened] = useState(() => new Date().toISOString());
  const [params, setParams] = useQueryStates({
    ids: parseAsString,
    group: parseAsInteger,
    filter: parseAsString,
    asOf: parseAsString,
    target: parseAsStringLiteral(targets),
    queue: parseAsString.withDefault(""),
    /** Of a log: to the partition that each came from. */
    partition: parseAsStringLiteral(["origin"]),
    rate: parseAsFloat,
  });
  const { selection, empty } = selectionOf(params, opened);
  const configured = useQuery(useTRPC().replays.defaultTarget.queryOptions({ selection }, { enabled: !empty && params.target === null }));
  const target: Target = params.target ?? configured.data?.to ?? "failed_queue";
  const queue = params.target === null && configured.data?.to === "queue" ? configured.data.queue : params.queue;
  const input: PlanInput = { selection, target: targetOf(target, queue, params.partition ?? undefined), rate: params.rate };
  const ready = !empty && (params.target !== null || configured.data !== undefined);
  return { input, params: { ...params, target, queue }, setParams, empty, ready, configured };
}

/** Names a plan by what is chosen, so that a reason typed for it is there again after a reload. */
export function draftOf({
  ids,
  group,
  filter,
}: Readonly<Record<"ids" | "filter", string | null>> & { readonly group: number | null }): string {
  return JSON.stringify([ids, group, filter]);
}

/** `empty`: nothing is chosen, so `selection` means nothing. */
function selectionOf(
  { ids: list, group, filter, asOf }: Readonly<Record<"ids" | "filter" | "asOf", string | null>> & { readonly group: number | null },
  opened: string,
): { readonly selection: PlanInput["selection"]; readonly empty: boolean } {
  const ids = (list?.split(",") ?? []).map(Number).filter((id) => Number.isInteger(id) && id > 0);
  if (ids.length > 0) return { selection: { ids }, empty: false };
  const words = group ? `group:${group}` : (filter ?? "");
  return { selection: { filter: words, asOf: asOf ?? opened }, empty: group === null && filter === null };
}

/** A queue without a name yet is planned as the failed queue: there is nothing else to ask about, and it cannot be started. */
function targetOf(target: Target, queue: string, partition: "origin" | undefined): PlanInput["target"] {
  if (target === "queue" && queue) return { to: target, queue };
  return target === "failed_queue" || target === "queue" ? { to: "failed_queue", partition } : { to: target };
}

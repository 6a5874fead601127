"use client";

import { useQuery } from "@tanstack/react-query";
import { createParser, parseAsArrayOf, parseAsBoolean, parseAsInteger, parseAsString, parseAsStringLiteral, useQueryStates } from "nuqs";
import { useState } from "react";
import { useTRPC } from "@/components/trpc";
import { despites, largestCanary, type PlanInput } from "@/server/replays/input";

const targets = ["failed_queue", "origin", "release", "queue"] as const;
type Target = (typeof targets)[number];

/** In the URL "none" is no limit, since nothing there means that nobody chose. */
const noLimit = Number.POSITIVE_INFINITY;
const parseAsRate = createParser({
  parse: (text) => (text === "none" ? noLimit : Number.parseFloat(text) || null),
  serialize: (rate: number) => (rate === noLimit ? "none" : String(rate)),
});

/** What a plan is asked with: left out where nobody chose. */
function rateOf(chosen: number | null): PlanInput["rate"] {
  return chosen === noLimit ? null : (chosen ?? undefined);
}

/** What the URL holds of a chosen rate. */
export function chosenRate(rate: number | null): number {
  return rate ?? noLimit;
}

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
    rate: parseAsRate,
    canary: parseAsInteger,
    ramp: parseAsBoolean,
    /** It pauses when more than so many percent come back, or so many fail in a new way; "none": never. */
    percent: parseAsRate,
    fresh: parseAsRate,
    /** Also what has reached the limit of replays. */
    beyond: parseAsBoolean.withDefault(false),
    /** Also what these checks would skip or hold. */
    despite: parseAsArrayOf(parseAsStringLiteral(despites)).withDefault([]),
  });
  const { selection, empty } = selectionOf(params, opened);
  const configured = useQuery(useTRPC().replays.defaultTarget.queryOptions({ selection }, { enabled: !empty && params.target === null }));
  const target: Target = params.target ?? configured.data?.to ?? "failed_queue";
  const queue = params.target === null && configured.data?.to === "queue" ? configured.data.queue : params.queue;
  const input: PlanInput = {
    selection,
    target: targetOf(target, queue, params.partition ?? undefined),
    rate: rateOf(params.rate),
    stages: stagesOf(target, params),
    stop: { percent: rateOf(params.percent), newFailures: rateOf(params.fresh) },
    ...(params.beyond && { beyondLimit: true }),
    ...(params.despite.length > 0 && { despite: params.despite }),
  };
  const ready = !empty && (params.target !== null || configured.data !== undefined);
  return { input, params: { ...params, target, queue }, setParams, empty, ready, configured };
}

/** Left out where nobody chose, and of a release, which takes no canary: the plan says. */
function stagesOf(
  target: Target,
  { canary, ramp }: { readonly canary: number | null; readonly ramp: boolean | null },
): PlanInput["stages"] {
  if (canary === null && ramp === null) return undefined;
  const size = target === "release" ? 0 : Math.min(largestCanary, Math.max(0, canary ?? 0));
  return { canary: size, ramp: ramp ?? false };
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

"use client";

import { useQuery } from "@tanstack/react-query";
import type { inferRouterInputs } from "@trpc/server";
import { useTRPCClient } from "@/components/trpc";
import type { AppRouter } from "@/server/trpc/router";

/** Chosen rows, or everything that a filter matched. */
export type Selection = { readonly ids: readonly number[] } | inferRouterInputs<AppRouter>["messages"]["prepare"];

/** What an act may be done to: it is counted exactly. */
export type Confirmed = inferRouterInputs<AppRouter>["messages"]["discard"]["selection"];

/**
 * Counts a selection exactly, and freezes what a filter matched, once, before anybody can confirm an act on it. `confirmed` is null until then. `unread`:
 * messages that may match and are not chosen.
 */
export function usePrepared(selection: Selection) {
  const client = useTRPCClient();
  const byFilter = "ids" in selection ? null : selection;
  const { data, error } = useQuery({
    queryKey: ["prepared selection", byFilter],
    queryFn: () => client.messages.prepare.mutate(byFilter ?? { filter: "", asOf: "" }),
    enabled: byFilter !== null,
    // Again would be another selection than the one that is shown.
    staleTime: Number.POSITIVE_INFINITY,
    gcTime: 0,
    retry: false,
    refetchInterval: false,
    refetchOnWindowFocus: false,
    refetchOnReconnect: false,
  });
  const confirmed: Confirmed | null = "ids" in selection ? selection : data ? { prepared: data.id } : null;
  return { confirmed, n: "ids" in selection ? selection.ids.length : (data?.total ?? null), unread: data?.unread ?? 0, error };
}

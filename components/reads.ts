import { type QueryClient, useQueryClient } from "@tanstack/react-query";
import { TRPCClientError } from "@trpc/client";
import { useCallback, useSyncExternalStore } from "react";

/** What the server refused or does not have stays so: asking again only delays the answer, and nothing shown is older for it. */
export function isAnswered(error: unknown): boolean {
  return error instanceof TRPCClientError && Number(error.data?.httpStatus) < 500;
}

/** Whoever asks lacks a permission for it. */
export function isRefused(error: unknown): boolean {
  return error instanceof TRPCClientError && error.data?.code === "FORBIDDEN";
}

/** Since when something that is shown could not be read again, in ms; 0: it never could be; null: all reads succeed. */
export function failingSince(queryClient: QueryClient): number | null {
  const failing = queryClient
    .getQueryCache()
    .findAll({ type: "active" })
    .filter(({ state }) => {
      const error = state.error ?? state.fetchFailureReason;
      return state.fetchStatus === "paused" || (error !== null && !isAnswered(error));
    });
  return failing.length === 0 ? null : Math.min(...failing.map(({ state }) => state.dataUpdatedAt));
}

/** The same, followed. */
export function useFailingSince(): number | null {
  const queryClient = useQueryClient();
  const subscribe = useCallback((changed: () => void) => queryClient.getQueryCache().subscribe(changed), [queryClient]);
  return useSyncExternalStore(
    subscribe,
    () => failingSince(queryClient),
    () => null,
  );
}

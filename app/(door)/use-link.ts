"use client";

import { useQuery } from "@tanstack/react-query";
import { useSyncExternalStore } from "react";
import { postJson } from "./post-json";

export interface Link {
  readonly purpose: "setup" | "password";
  readonly until: string;
  readonly email: string | null;
  readonly name: string | null;
}

const subscribe = (changed: () => void) => {
  addEventListener("hashchange", changed);
  return () => removeEventListener("hashchange", changed);
};

/** The secret of a one-time link stands after the #, which no server is sent; undefined on the server and before the page is alive. */
export function useSecret(): string | undefined {
  return useSyncExternalStore(
    subscribe,
    () => location.hash.slice(1),
    () => undefined,
  );
}

/** What a link does. Its secret goes in the body of a request, and into no address. */
export function useLink(secret: string | undefined) {
  return useQuery({
    queryKey: ["link", secret],
    queryFn: async () => (await postJson("/api/link", { secret })) as Link,
    enabled: Boolean(secret),
    retry: false,
    refetchInterval: false,
    refetchOnWindowFocus: false,
  });
}

/** Whole minutes left, at least one. */
export function minutesLeft(until: string): string {
  const minutes = Math.max(1, Math.floor((new Date(until).getTime() - Date.now()) / 60_000));
  return minutes < 120 ? `${minutes} more ${minutes === 1 ? "minute" : "minutes"}` : `${Math.floor(minutes / 60)} more hours`;
}

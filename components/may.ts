"use client";

import { useQuery } from "@tanstack/react-query";
import { createContext, useContext } from "react";
import type { inferRouterOutputs } from "@trpc/server";
import { type Mine, refusalWords } from "@/server/access/words";
import type { Permission, Place } from "@/server/access/permissions";
import type { AppRouter } from "@/server/trpc/router";
import { useTRPC } from "./trpc";

/** Roles change seldom; a change acts at once on the server, and here when it is announced or this is over. */
const staleMs = 60_000;

/** What the server said with the page itself, so that no button changes after the first paint. null: it could not. */
export const FirstMine = createContext<Mine | null>(null);

/** What whoever is signed in may do, and where. */
export function useMine() {
  // What went over the wire is the same, but for `readonly`.
  const initialData = (useContext(FirstMine) ?? undefined) as inferRouterOutputs<AppRouter>["access"]["mine"] | undefined;
  return useQuery(useTRPC().access.mine.queryOptions(undefined, { staleTime: staleMs, refetchInterval: staleMs, initialData }));
}

/**
 * Says why a button may not be pressed, and who could let one; null: it may, as far as is known. Without places: what it will be done to is not known yet.
 * The server refuses in any case.
 */
export function useRefusal(): (permission: Permission, places?: readonly Place[]) => string | null {
  const { data } = useMine();
  return (permission, places) => (data ? refusalWords(data, permission, places) : null);
}

/** Whether it is known that something may be read, so that a page asks only for that: each refusal is written into the audit log. */
export function useMayRead(): (permission: Permission) => boolean {
  const { data } = useMine();
  return (permission) => data !== undefined && refusalWords(data, permission) === null;
}

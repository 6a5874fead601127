"use client";

import { keepPreviousData, useQuery } from "@tanstack/react-query";
import type { inferRouterOutputs } from "@trpc/server";
import type { AppRouter } from "@/server/trpc/router";
import type { Range } from "@/server/overview/words";
import { useMayRead } from "./may";
import { useTRPC } from "./trpc";

type List = inferRouterOutputs<AppRouter>["breakers"]["list"];

export type Breaker = List["breakers"][number];
export type Span = List["spans"][number];

/** Downstreams of redrive.yaml and how their states went, beside something else: without them that is whole too. */
export function useBreakers(range: Range): Pick<List, "breakers" | "spans"> {
  const mayRead = useMayRead();
  const options = { placeholderData: keepPreviousData, enabled: mayRead("message.view") };
  const { data } = useQuery(useTRPC().breakers.list.queryOptions({ range }, options));
  return data ?? none;
}

const none: Pick<List, "breakers" | "spans"> = { breakers: [], spans: [] };

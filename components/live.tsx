"use client";

import type { inferRouterOutputs } from "@trpc/server";
import { useQueryClient } from "@tanstack/react-query";
import { useSubscription } from "@trpc/tanstack-react-query";
import { createContext, type ReactNode, useCallback, useContext, useMemo, useState } from "react";
import type { Topic } from "@/server/live/announce";
import type { AppRouter } from "@/server/trpc/router";
import { createReread } from "./reread";
import { useZone } from "./time-zone";
import { useTRPC } from "./trpc";

type State = "connecting" | "live" | "paused" | "stale";

interface Live {
  readonly state: State;
  /** Since when nothing was heard; null while live. */
  readonly since: Date | null;
  setPaused(paused: boolean): void;
}

const LiveContext = createContext<Live>({ state: "connecting", since: null, setPaused: () => {} });

/** A reconnect shorter than this is nobody's business. */
const graceMs = 3_000;

/** A busy system announces more often than a person reads. */
const rereadMs = 250;

type RouterName = keyof inferRouterOutputs<AppRouter>;

/** Which routers' queries are read again after a notice. A new topic without its routers does not compile, nor does a router that is gone. */
const readers = {
  messages: ["messages", "overview", "settings"],
  groups: ["groups", "overview"],
  queues: ["queues", "overview", "settings"],
  replays: ["replays", "overview", "messages"],
  imports: ["settings"],
  bulk: ["bulk"],
  audit: ["audit"],
} as const satisfies Record<Topic, readonly RouterName[]>;

/** Rows never jump under the pointer: these are read again only when somebody asks. */
const steady = ["messages.list"];

/** One stream for the whole page: after a notice all that is shown of its topic is read again. Pausing stops the reading, not the stream. */
export function LiveProvider({ children }: { children: ReactNode }) {
  const trpc = useTRPC();
  const queryClient = useQueryClient();
  const [reread] = useState(() => createReread(queryClient, rereadMs));
  const [paused, setPaused] = useState(false);
  const [heard, setHeard] = useState<Date | null>(null);
  const { now } = useZone();
  const onData = useCallback(
    (topics: readonly Topic[]) => {
      setHeard(new Date());
      if (paused) return;
      const routers = new Set<string>(topics.flatMap((topic) => readers[topic]));
      if (routers.size === 0) return;
      reread(
        ({ queryKey: [path], meta }) =>
          Array.isArray(path) && routers.has(String(path[0])) && !steady.includes(path.join(".")) && meta?.["steady"] !== true,
      );
    },
    [paused, reread],
  );
  const { status } = useSubscription(trpc.live.notices.subscriptionOptions(undefined, { onData, onStarted: () => setHeard(new Date()) }));
  const lost = status !== "pending" && heard !== null && now - heard.getTime() > graceMs;
  const state: State = paused ? "paused" : status === "pending" ? "live" : lost ? "stale" : "connecting";
  const value = useMemo(() => ({ state, since: state === "live" ? null : heard, setPaused }), [state, heard]);
  return <LiveContext value={value}>{children}</LiveContext>;
}

export function useLive(): Live {
  return useContext(LiveContext);
}

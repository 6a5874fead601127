"use client";

import type { inferRouterOutputs } from "@trpc/server";
import { useQueryClient } from "@tanstack/react-query";
import { useSubscription } from "@trpc/tanstack-react-query";
import { createContext, type ReactNode, useCallback, useContext, useEffect, useMemo, useState } from "react";
import type { Topic } from "@/server/live/announce";
import type { AppRouter } from "@/server/trpc/router";
import { useFailingSince } from "./reads";
import { createReread } from "./reread";
import { goToSignIn, isSignedOut } from "./signed-out";
import { useTRPC } from "./trpc";

type State = "connecting" | "live" | "paused" | "stale";

interface Live {
  readonly state: State;
  /** When something was heard last, or when the oldest of what cannot be read was read; null while live, and where nothing ever was. */
  readonly since: Date | null;
  setPaused(paused: boolean): void;
}

const LiveContext = createContext<Live>({ state: "connecting", since: null, setPaused: () => {} });

/** The server's heart beats every 2 s (`server/live/listen.ts`): three missed are no delay any more. */
const silentMs = 6_000;
/** A stream that was refused for good, by a proxy before a server that is away, is opened again. */
const againMs = 2_000;

/** A busy system announces more often than a person reads. */
const rereadMs = 250;

const onError = (error: unknown) => {
  if (isSignedOut(error)) goToSignIn();
};

type RouterName = keyof inferRouterOutputs<AppRouter>;

/** Which routers' queries are read again after a notice. A new topic without its routers does not compile, nor does a router that is gone. */
const readers = {
  messages: ["messages", "overview", "settings"],
  groups: ["groups", "overview"],
  queues: ["queues", "overview", "settings"],
  replays: ["replays", "overview", "messages", "sequences"],
  imports: ["settings"],
  bulk: ["bulk"],
  alerts: ["alerts", "overview"],
  annotations: ["annotations"],
  breakers: ["breakers"],
  sequences: ["sequences"],
  audit: ["audit"],
  people: ["people", "access"],
} as const satisfies Record<Topic, readonly RouterName[]>;

/** Rows never jump under the pointer: these are read again only when somebody asks. */
const steady = ["messages.list"];

/**
 * One stream for the whole page: after a notice all that is shown of its topic is read again. It is live while the heart beats and every read succeeds.
 * Pausing stops the reading, not the stream.
 */
export function LiveProvider({ children }: { children: ReactNode }) {
  const trpc = useTRPC();
  const queryClient = useQueryClient();
  const [reread] = useState(() => createReread(queryClient, rereadMs));
  const [paused, setPaused] = useState(false);
  const [heard, setHeard] = useState<Date | null>(null);
  const silent = useSilence(heard);
  const failing = useFailingSince();
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
  const { status, reset } = useSubscription(trpc.live.notices.subscriptionOptions(undefined, { onData, onError }));
  useEffect(() => {
    if (status !== "error") return undefined;
    const timer = setTimeout(reset, againMs);
    return () => clearTimeout(timer);
  }, [status, reset]);
  const heardNow = status === "pending" && heard !== null;
  const state: State = paused ? "paused" : silent || failing !== null ? "stale" : heardNow ? "live" : "connecting";
  const since = state === "live" ? null : failing !== null && !silent ? failing : (heard?.getTime() ?? null);
  const value = useMemo(() => ({ state, since: since ? new Date(since) : null, setPaused }), [state, since]);
  return <LiveContext value={value}>{children}</LiveContext>;
}

/** Nothing was heard for longer than a heartbeat may take. */
function useSilence(heard: Date | null): boolean {
  const [silence, setSilence] = useState<Date | null>(null);
  useEffect(() => {
    const timer = setTimeout(() => setSilence(heard), silentMs);
    return () => clearTimeout(timer);
  }, [heard]);
  return heard !== null && silence === heard;
}

export function useLive(): Live {
  return useContext(LiveContext);
}

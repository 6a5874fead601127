"use client";

import { useMutation } from "@tanstack/react-query";
import { useTRPC } from "@/components/trpc";
import { showToast } from "@/components/ui/toast";
import type { ReplayState } from "@/server/replays/transitions";

const failed = (error: { message: string }) => showToast({ what: "That did not work.", why: error.message, failed: true });

/** Pause and resume act within a second and need no reason typed: at night it must be one press. */
export function useSteer(id: number, state: ReplayState) {
  const trpc = useTRPC();
  const pause = useMutation(trpc.replays.pause.mutationOptions({ onError: failed }));
  const resume = useMutation(trpc.replays.resume.mutationOptions({ onError: failed }));
  const changeRate = useMutation(trpc.replays.changeRate.mutationOptions({ onError: failed }));
  const running = state === "running";
  return {
    running,
    live: running || state === "paused",
    busy: pause.isPending || resume.isPending,
    toggle: () => (running ? pause.mutate({ id, reason: "by hand" }) : resume.mutate({ id, reason: "by hand" })),
    setRate: (rate: number | null) => changeRate.mutate({ id, rate }),
  };
}

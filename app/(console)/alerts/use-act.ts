"use client";

import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useTRPC } from "@/components/trpc";
import { showToast } from "@/components/ui/toast";
import type { AlertAct } from "@/server/alerts/input";
import type { Alert } from "./alert";

type Act = AlertAct["act"];

const done: Readonly<Record<Act, string>> = {
  acknowledge: "You have it. No further step of its escalation is taken.",
  take_back: "Nobody has it any more.",
  snooze: "Snoozed. It tells again afterwards if it still fires.",
  unsnooze: "It tells again.",
  mute: "Muted until it gets worse.",
  unmute: "It tells again.",
};

/** Does something about an alert at once: what is pressed at night needs no dialog, and each act can be taken back. */
export function useAlertAct({ id, title }: Pick<Alert, "id" | "title">) {
  const trpc = useTRPC();
  const queryClient = useQueryClient();
  const reread = () => {
    void queryClient.invalidateQueries({ queryKey: trpc.alerts.pathKey() });
    void queryClient.invalidateQueries({ queryKey: trpc.overview.counts.queryKey() });
  };
  const act = useMutation(
    trpc.alerts.act.mutationOptions({
      onSuccess: (_, input) => {
        reread();
        showToast({ what: done[input.act], why: title });
      },
      onError: (error) => {
        reread();
        showToast({ what: error.message, why: title, failed: true });
      },
    }),
  );
  return {
    busy: act.isPending,
    act: (what: Exclude<Act, "snooze">) => act.mutate({ id, act: what }),
    snooze: (minutes: number) => act.mutate({ id, act: "snooze", minutes }),
  };
}

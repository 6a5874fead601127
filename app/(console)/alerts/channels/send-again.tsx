"use client";

import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useRefusal } from "@/components/may";
import { useTRPC } from "@/components/trpc";
import { Button } from "@/components/ui/button";
import { showToast } from "@/components/ui/toast";
import type { Delivery } from "../alert";

/** Sends a notice again, now. Not there where a newer one went in its place. */
export function SendAgain({ delivery: { id, state, channel, title, paused } }: { delivery: Delivery }) {
  const trpc = useTRPC();
  const queryClient = useQueryClient();
  const mayNot = useRefusal()("alert.manage");
  const send = useMutation(
    trpc.alerts.sendAgain.mutationOptions({
      onSuccess: () => showToast({ what: `It is sent to ${channel} again.`, why: title }),
      onError: (error) => showToast({ what: error.message, why: title, failed: true }),
      onSettled: () => queryClient.invalidateQueries({ queryKey: trpc.alerts.pathKey() }),
    }),
  );
  if (state === "superseded") return null;
  return (
    <Button
      kind="quiet"
      busy={send.isPending}
      refusal={mayNot ?? (paused ? `${channel} is paused. Resume it first: what waits is then sent.` : null)}
      aria-label={`Send again to ${channel}: ${title}`}
      onClick={() => send.mutate({ id })}
    >
      {state === "pending" ? "Try now" : "Send again"}
    </Button>
  );
}

"use client";

import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { Band } from "@/components/band";
import { useToldHere } from "./told-here";
import { useTRPC } from "@/components/trpc";
import { Button } from "@/components/ui/button";
import { showToast } from "@/components/ui/toast";
import { type PushSupport, readSupport, subscribeHere, unsubscribeHere } from "./push-browser";

const words: Readonly<Record<PushSupport, string>> = {
  none: "This browser shows no notifications. On an iPhone or iPad, add Redrive to the home screen and open it from there. Elsewhere, Redrive must be served with https.",
  blocked: "This browser blocks notifications of Redrive. Allow them in its settings for this site, then load this page again.",
  off: "This device is not told of alerts.",
  on: "This device is told of alerts in the queues that you may see.",
};

/** A push service that does not answer, or a private window, is the browser's own affair, and its words for it help nobody. */
function problemOf({ name, message }: Error): string {
  if (name !== "AbortError") return message;
  return `This browser could not subscribe at its push service: it needs a way to the internet, and a private window has none. It says: ${message}`;
}

/** Switches alerts on and off for the device that somebody sits at. Nothing where no channel of the kind push is configured. */
export function PushNotifications() {
  const trpc = useTRPC();
  const client = useQueryClient();
  const { data: push } = useQuery(trpc.alerts.push.queryOptions());
  const support = useQuery({ queryKey: ["push-support"], queryFn: readSupport });
  const here = useToldHere();
  const subscribe = useMutation(trpc.alerts.subscribe.mutationOptions());
  const unsubscribe = useMutation(trpc.alerts.unsubscribe.mutationOptions());
  const change = useMutation({
    mutationFn: async (key: string | null) => {
      if (key === null) {
        const endpoint = await unsubscribeHere();
        if (endpoint) await unsubscribe.mutateAsync({ endpoint });
        return;
      }
      const made = await subscribeHere(key);
      if (made) await subscribe.mutateAsync(made);
      else
        showToast({ what: "This device is not told of alerts.", why: "The browser was not allowed to show notifications.", failed: true });
    },
    onError: (error) => showToast({ what: "Notifications were not changed.", why: problemOf(error), failed: true }),
    onSettled: async () => {
      await Promise.all([support.refetch(), here.refetch(), client.invalidateQueries(trpc.alerts.push.queryFilter())]);
    },
  });
  if (!push?.offered || !support.data || here.data === undefined) return null;
  // A browser may keep a subscription that the server has forgotten, or that is another person's.
  const is = support.data === "on" && !here.data ? "off" : support.data;
  return (
    <Band title="Notifications" note={push.devices === 1 ? "1 device of yours" : `${push.devices} devices of yours`}>
      <div className="flex flex-wrap items-center gap-x-4 gap-y-2 border-line border-t px-pad py-3">
        <p className="min-w-0 flex-1 text-ink-2 max-desk:basis-full">{words[is]}</p>
        {is === "off" && (
          <Button busy={change.isPending} onClick={() => change.mutate(push.key)}>
            Notify this device
          </Button>
        )}
        {is === "on" && (
          <Button busy={change.isPending} onClick={() => change.mutate(null)}>
            Stop notifying this device
          </Button>
        )}
      </div>
    </Band>
  );
}

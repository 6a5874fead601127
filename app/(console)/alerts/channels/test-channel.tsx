"use client";

import { useMutation, useQueryClient } from "@tanstack/react-query";
import { Send } from "lucide-react";
import { useRefusal } from "@/components/may";
import { useTRPC } from "@/components/trpc";
import { Button } from "@/components/ui/button";
import { cn } from "@/components/ui/class-names";
import { numberText } from "@/server/text/numbers";
import type { Channel } from "../alert";

/** Sends a test through a channel, and shows its answer in the row. */
export function TestChannel({ channel: { name, failingSince } }: { channel: Channel }) {
  const trpc = useTRPC();
  const queryClient = useQueryClient();
  const mayNot = useRefusal()("alert.manage");
  const test = useMutation(
    trpc.alerts.testChannel.mutationOptions({ onSettled: () => queryClient.invalidateQueries({ queryKey: trpc.alerts.pathKey() }) }),
  );
  const { data, error } = test;
  return (
    <span className="flex flex-col gap-1 desk:items-end">
      <Button busy={test.isPending} refusal={mayNot} aria-label={`Test ${name}`} onClick={() => test.mutate({ name })}>
        <Send aria-hidden />
        {failingSince ? "Try now" : "Send test"}
      </Button>
      {(data ?? error) && (
        <span role="status" className={cn("text-12 desk:text-right", data?.is === "delivered" ? "text-ok" : "text-bad")}>
          {data ? `${data.is === "delivered" ? "arrived" : "did not arrive"}: ${data.said}, ${numberText(data.tookMs)} ms` : error?.message}
        </span>
      )}
    </span>
  );
}

"use client";

import { useMutation, useQueryClient } from "@tanstack/react-query";
import { Pause, Play } from "lucide-react";
import { useState } from "react";
import { Confirm } from "@/components/confirm";
import { useRefusal } from "@/components/may";
import { useTRPC } from "@/components/trpc";
import { Button } from "@/components/ui/button";
import { showToast } from "@/components/ui/toast";
import type { Queue } from "./queue";
import { markLine } from "@/server/text/marked";

/** Pause asks why; resume just resumes. */
export function CaptureActions({ queue }: { queue: Queue }) {
  const trpc = useTRPC();
  const queryClient = useQueryClient();
  const [asking, setAsking] = useState(false);
  const reread = () => void queryClient.invalidateQueries({ queryKey: trpc.queues.pathKey() });
  const pause = useMutation(trpc.queues.pause.mutationOptions());
  const resume = useMutation(
    trpc.queues.resume.mutationOptions({
      onSuccess: () => {
        reread();
        showToast({ what: `Capture of ${markLine(queue.name)} goes on.` });
      },
      onError: ({ message }) => showToast({ what: "Capture was not resumed.", why: message, failed: true }),
    }),
  );
  const refusal = useRefusal()("queue.pause", [{ source: queue.source, queue: queue.name }]);
  if (queue.mode === "watch") return null;
  if (queue.pausedBy !== null)
    return (
      <Button kind="quiet" busy={resume.isPending} refusal={refusal} onClick={() => resume.mutate({ id: queue.id })}>
        <Play aria-hidden />
        Resume
      </Button>
    );
  return (
    <>
      <Button
        kind="quiet"
        icon
        aria-label={`Pause capture of ${markLine(queue.name)}`}
        title="Pause capture"
        refusal={refusal}
        onClick={() => setAsking(true)}
      >
        <Pause aria-hidden />
      </Button>
      {asking && (
        <Confirm
          open
          onOpenChange={setAsking}
          title="Pause capture"
          facts={[
            { label: "Queue", value: <span className="font-mono">{markLine(queue.name)}</span> },
            {
              label: "Means",
              value: "Dead letters stay in the broker until you resume; its retention keeps running. What is captured stays here.",
            },
          ]}
          action="Pause capture"
          busy={pause.isPending}
          error={pause.error?.message ?? null}
          onConfirm={(reason) =>
            pause.mutate(
              { id: queue.id, reason },
              {
                onSuccess: () => {
                  reread();
                  setAsking(false);
                  showToast({ what: `Capture of ${markLine(queue.name)} is paused.`, why: "The worker finishes what it holds." });
                },
              },
            )
          }
        />
      )}
    </>
  );
}

"use client";

import { useMutation, useQueryClient } from "@tanstack/react-query";
import { Pause, Play } from "lucide-react";
import { useState } from "react";
import { Confirm } from "@/components/confirm";
import { useRefusal } from "@/components/may";
import { useTRPC } from "@/components/trpc";
import { Button } from "@/components/ui/button";
import { showToast } from "@/components/ui/toast";
import { numberText } from "@/server/text/numbers";
import type { Channel } from "../alert";

/** Lets a channel rest, with a reason, or lets it go on: resuming needs no dialog, since what waits is what should be told. */
export function PauseChannel({ channel: { name, rules, pausedAt, waiting } }: { channel: Channel }) {
  const trpc = useTRPC();
  const queryClient = useQueryClient();
  const [asking, setAsking] = useState(false);
  const mayNot = useRefusal()("alert.manage");
  const reread = () => queryClient.invalidateQueries({ queryKey: trpc.alerts.pathKey() });
  const pause = useMutation(
    trpc.alerts.pauseChannel.mutationOptions({
      onSuccess: () => {
        showToast({ what: `${name} is paused.`, why: "Its notices wait until somebody resumes it." });
        setAsking(false);
      },
      onSettled: reread,
    }),
  );
  const resume = useMutation(
    trpc.alerts.resumeChannel.mutationOptions({
      onSuccess: () => showToast({ what: `${name} is resumed.`, why: "Its notices that waited are sent now." }),
      onError: (error) => showToast({ what: error.message, failed: true }),
      onSettled: reread,
    }),
  );
  if (pausedAt)
    return (
      <Button busy={resume.isPending} refusal={mayNot} aria-label={`Resume ${name}`} onClick={() => resume.mutate({ name })}>
        <Play aria-hidden />
        Resume
      </Button>
    );
  return (
    <>
      <Button kind="quiet" refusal={mayNot} aria-label={`Pause ${name}`} onClick={() => setAsking(true)}>
        <Pause aria-hidden />
        Pause
      </Button>
      {asking && (
        <Confirm
          open
          onOpenChange={setAsking}
          title={`Pause ${name}`}
          facts={[
            { label: "Rules", value: `${numberText(rules)} ${rules === 1 ? "tells" : "tell"} it` },
            { label: "Waits now", value: waiting === 0 ? "nothing" : `${numberText(waiting)} ${waiting === 1 ? "notice" : "notices"}` },
            { label: "Means", value: "Nobody is told by it until somebody resumes it. Then the newest notice of each alert is sent." },
          ]}
          action="Pause channel"
          busy={pause.isPending}
          error={pause.error?.message ?? null}
          onConfirm={(reason) => pause.mutate({ name, reason })}
        />
      )}
    </>
  );
}

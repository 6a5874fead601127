"use client";

import { useMutation } from "@tanstack/react-query";
import { FastForward } from "lucide-react";
import { useState } from "react";
import { Confirm } from "@/components/confirm";
import { useRefusal } from "@/components/may";
import { useTRPC } from "@/components/trpc";
import { Button } from "@/components/ui/button";
import { numberText } from "@/server/text/numbers";
import type { Replay } from "./replay";

/** Sends the other messages although the canary has not passed. Renders nothing where no canary is under way. */
export function SkipCanary({ replay }: { replay: Replay }) {
  const [open, setOpen] = useState(false);
  const skip = useMutation(useTRPC().replays.skipCanary.mutationOptions({ onSuccess: () => setOpen(false) }));
  const refusal = useRefusal()("replay.start", replay.places);
  const { id, counts, stage, pause } = replay;
  if (stage?.kind !== "canary" || (replay.state !== "running" && replay.state !== "paused")) return null;
  const left = numberText(counts.waiting + counts.held);
  const stays = replay.state === "paused" && !pause?.code.startsWith("canary");
  return (
    <>
      <Button refusal={refusal} onClick={() => setOpen(true)}>
        <FastForward aria-hidden /> Skip the canary
      </Button>
      {open && (
        <Confirm
          open
          onOpenChange={setOpen}
          title={`Skip the canary of rpl-${id}?`}
          facts={[
            { label: "Replay", value: replay.selection },
            {
              label: "Then",
              value: stays ? `The replay stays paused; a resume sends ${left}` : `${left} are sent, whether or not the canary comes back`,
            },
            { label: "Canary", value: "Its messages stay sent, and Redrive still watches them" },
          ]}
          action={`Skip, then ${left}`}
          busy={skip.isPending}
          error={skip.error?.message}
          onConfirm={(reason) => skip.mutate({ id, reason })}
        />
      )}
    </>
  );
}

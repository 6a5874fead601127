"use client";

import { useMutation } from "@tanstack/react-query";
import { EyeOff } from "lucide-react";
import { useState } from "react";
import { Confirm } from "@/components/confirm";
import { useRefusal } from "@/components/may";
import { useTRPC } from "@/components/trpc";
import { Button } from "@/components/ui/button";
import { numberText } from "@/server/text/numbers";
import type { Replay } from "./replay";

/** Ends a watch that nobody needs, or that cannot prove anything. Renders nothing where the replay still sends, or nothing is watched. */
export function StopWatching({ replay }: { replay: Replay }) {
  const [open, setOpen] = useState(false);
  const stop = useMutation(useTRPC().replays.stopWatching.mutationOptions({ onSuccess: () => setOpen(false) }));
  const refusal = useRefusal()("replay.decide", replay.places);
  const { id, counts, state } = replay;
  if (counts.observing === 0 || state === "running" || state === "paused") return null;
  const watched = numberText(counts.observing);
  return (
    <>
      <Button refusal={refusal} onClick={() => setOpen(true)}>
        <EyeOff aria-hidden /> Stop watching
      </Button>
      {open && (
        <Confirm
          open
          onOpenChange={setOpen}
          title={`Stop watching rpl-${id}?`}
          facts={[
            { label: "Replay", value: replay.selection },
            { label: "Watched", value: `${watched} count as sent; whether they died again is not known` },
            { label: "Later", value: "What comes back is still tied to its original, where it is recognised" },
          ]}
          action={`Stop watching ${watched}`}
          busy={stop.isPending}
          error={stop.error?.message}
          onConfirm={(reason) => stop.mutate({ id, reason })}
        />
      )}
    </>
  );
}

"use client";

import { useMutation } from "@tanstack/react-query";
import { Gauge, Pause, Play, RotateCw, X } from "lucide-react";
import { useRouter } from "next/navigation";
import { useState } from "react";
import { useKey } from "@/components/use-key";
import { Confirm } from "@/components/confirm";
import { useRefusal } from "@/components/may";
import { Refusals } from "@/components/refusals";
import { useTRPC } from "@/components/trpc";
import { Button } from "@/components/ui/button";
import { Dialog } from "@/components/ui/dialog";
import { numberText } from "@/server/text/numbers";
import { againHref } from "../again";
import { RateStepper } from "../rate-stepper";
import { useSteer } from "../steer";
import type { Replay } from "./replay";
import { StopWatching } from "./stop-watching";

/** Why it may not be steered, and who may let one: below the sentence. */
export function ReplayRefusals({ replay: { state, places } }: { replay: Replay }) {
  const live = state === "running" || state === "paused";
  const refusal = useRefusal()("replay.start", places);
  return <Refusals className="mt-2.5" of={[{ label: live ? "Pause, rate and cancel" : "Plan it again", refusal }]} />;
}

/** Pause, rate and cancel; `docked`: those of a phone. */
export function ReplayControls({ replay, docked = false }: { replay: Replay; docked?: boolean }) {
  const router = useRouter();
  const trpc = useTRPC();
  const [open, setOpen] = useState<"cancel" | "rate" | null>(null);
  const { id, state, rate, chosen, counts } = replay;
  const { running, live, busy, toggle, setRate } = useSteer(id, state);
  const cancel = useMutation(trpc.replays.cancel.mutationOptions({ onSuccess: () => setOpen(null) }));
  const refusal = useRefusal()("replay.start", replay.places);
  useKey("p", toggle, { enabled: live && !docked && refusal === null });
  if (!live) {
    return (
      <>
        <StopWatching replay={replay} />
        <Button
          onClick={() => chosen && router.push(againHref(chosen))}
          refusal={refusal ?? (chosen ? null : "Its selection was not kept.")}
        >
          <RotateCw aria-hidden /> Plan it again
        </Button>
      </>
    );
  }
  const left = numberText(counts.waiting + counts.held);
  const pause = (
    <Button key="pause" kind="main" shortcut="p" busy={busy} refusal={refusal} onClick={toggle}>
      {running ? <Pause aria-hidden /> : <Play aria-hidden />}
      {running ? "Pause" : "Resume"}
    </Button>
  );
  return (
    <>
      {docked ? (
        <>
          {pause}
          <Button refusal={refusal} onClick={() => setOpen("rate")}>
            <Gauge aria-hidden /> {rate === null ? "No limit" : `${rate} /s`}
          </Button>
        </>
      ) : (
        <>
          <span className="text-12 text-ink-3">Rate</span>
          <RateStepper rate={rate} refusal={refusal} onRate={setRate} />
          {pause}
        </>
      )}
      <Button refusal={refusal} onClick={() => setOpen("cancel")}>
        <X aria-hidden className={docked ? "max-desk:hidden" : undefined} /> {docked ? "Cancel" : "Cancel the rest"}
      </Button>
      <Dialog open={open === "rate"} onOpenChange={(next) => setOpen(next ? "rate" : null)} title="Rate">
        <div className="grid justify-items-center gap-3 px-5 pt-4 pb-6">
          <RateStepper rate={rate} onRate={setRate} />
          <p className="text-ink-2">It acts within a second.</p>
        </div>
      </Dialog>
      {open === "cancel" && (
        <Confirm
          open
          onOpenChange={(next) => setOpen(next ? "cancel" : null)}
          title={`Cancel the rest of rpl-${id}?`}
          facts={[
            { label: "Replay", value: replay.selection },
            { label: "Not sent", value: `${left} become dead again` },
            { label: "Sent", value: "stays sent" },
          ]}
          action={`Cancel ${left}`}
          busy={cancel.isPending}
          error={cancel.error?.message}
          onConfirm={(reason) => cancel.mutate({ id, reason })}
        />
      )}
    </>
  );
}

"use client";

import { useMutation } from "@tanstack/react-query";
import { Pause, Play, RotateCw, X } from "lucide-react";
import { useRouter } from "next/navigation";
import { useState } from "react";
import { useHotkeys } from "react-hotkeys-hook";
import { Confirm } from "@/components/confirm";
import { useTRPC } from "@/components/trpc";
import { Button } from "@/components/ui/button";
import { Stepper } from "@/components/ui/field";
import { showToast } from "@/components/ui/toast";
import type { Run } from "./run-view";

const rates = [1, 2, 5, 10, 20, 50, 100, 200, 500, 1_000];

/** Pause acts within a second and needs no reason typed: at night it must be one press. */
export function RunControls({ run }: { run: Run }) {
  const router = useRouter();
  const trpc = useTRPC();
  const [cancelling, setCancelling] = useState(false);
  const failed = (error: { message: string }) => showToast({ what: "That did not work.", why: error.message, failed: true });
  const pause = useMutation(trpc.replays.pause.mutationOptions({ onError: failed }));
  const resume = useMutation(trpc.replays.resume.mutationOptions({ onError: failed }));
  const changeRate = useMutation(trpc.replays.changeRate.mutationOptions({ onError: failed }));
  const cancel = useMutation(trpc.replays.cancel.mutationOptions({ onSuccess: () => setCancelling(false) }));
  const { id, state, rate, chosen } = run;
  const toggle = () =>
    state === "running" ? pause.mutate({ id, reason: "Paused by hand" }) : resume.mutate({ id, reason: "Resumed by hand" });
  const live = state === "running" || state === "paused";
  useHotkeys("p", toggle, { enabled: live }, [state]);
  const again = () => {
    if (!chosen) return;
    router.push(`/replays/new?${new URLSearchParams("ids" in chosen ? { ids: chosen.ids.join(",") } : { filter: chosen.filter })}`);
  };
  if (!live) {
    return (
      <Button onClick={again} refusal={chosen ? null : "Its selection was not kept."}>
        <RotateCw aria-hidden /> Plan it again
      </Button>
    );
  }
  return (
    <>
      <Button kind="main" shortcut="p" busy={pause.isPending || resume.isPending} onClick={toggle}>
        {state === "running" ? <Pause aria-hidden /> : <Play aria-hidden />}
        {state === "running" ? "Pause" : "Resume"}
      </Button>
      <span className="max-desk:hidden">
        <Stepper
          label="Rate"
          value={rate}
          min={1}
          max={1_000}
          unit="/s"
          none="no limit"
          step={(value, up) => (up ? (rates.find((next) => next > value) ?? 1_001) : (rates.findLast((next) => next < value) ?? 1))}
          onChange={(next) => changeRate.mutate({ id, rate: next })}
        />
      </span>
      <Button onClick={() => setCancelling(true)}>
        <X aria-hidden /> Cancel the rest
      </Button>
      {cancelling && (
        <Confirm
          open
          onOpenChange={setCancelling}
          title="Cancel the rest?"
          facts={[
            { label: "Not sent", value: `${run.counts.waiting.toLocaleString("en")} become dead again` },
            { label: "Sent", value: "stays sent" },
          ]}
          action={`Cancel ${run.counts.waiting.toLocaleString("en")}`}
          busy={cancel.isPending}
          error={cancel.error?.message}
          onConfirm={(reason) => cancel.mutate({ id, reason })}
        />
      )}
    </>
  );
}

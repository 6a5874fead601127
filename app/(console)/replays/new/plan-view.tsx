"use client";

import { keepPreviousData, useMutation, useQuery } from "@tanstack/react-query";
import { Play } from "lucide-react";
import Link from "next/link";
import { useRouter } from "next/navigation";
import { useState } from "react";
import { useHotkeys } from "react-hotkeys-hook";
import { useTRPC } from "@/components/trpc";
import { Answer, Dock } from "@/components/ui/answer";
import { Button, buttonClass, Kbd } from "@/components/ui/button";
import { Area } from "@/components/ui/field";
import { Empty, QueryError, SkeletonRows } from "@/components/ui/states";
import { RateStepper } from "../rate-stepper";
import { Checks } from "./checks";
import { Outcome } from "./outcome";
import { usePlan } from "./selection";
import { Step } from "./step";
import { What } from "./what";
import { Where } from "./where";

/** What would be sent, where, how fast and with what checks; nothing is sent before Start. */
export function PlanView() {
  const router = useRouter();
  const trpc = useTRPC();
  const { input, params, setParams, empty, ready, configured } = usePlan();
  const [reason, setReason] = useState("");
  const plan = useQuery(trpc.replays.plan.queryOptions(input, { enabled: ready, placeholderData: keepPreviousData }));
  const start = useMutation(trpc.replays.start.mutationOptions({ onSuccess: ({ id }) => router.replace(`/replays/${id}`) }));
  const { data } = plan;
  const asked = ready ? plan : configured;
  const release = params.target === "release";
  const refusal = !data
    ? "The plan is being made."
    : data.sendable === 0
      ? `Nothing can be ${release ? "put back" : "sent"}: see the checks.`
      : params.target === "queue" && !params.queue
        ? "Name the queue to send to."
        : data.nowhere
          ? "No queue would take them: choose another target."
          : reason.trim().length < 3
            ? "Write a reason first."
            : null;
  const go = () => {
    if (!refusal && !start.isPending) start.mutate({ ...input, reason: reason.trim() });
  };
  useHotkeys("mod+enter", go, { enableOnFormTags: true }, [refusal, reason, input]);
  if (empty)
    return (
      <Empty title="Nothing is chosen.">
        <h1 className="sr-only">New plan</h1>
        <p className="mb-3">Choose messages or a group first, then plan their replay.</p>
        <Link href="/messages" className={buttonClass("plain")}>
          Choose messages
        </Link>
      </Empty>
    );
  const button = (
    <Button kind="main" className="w-full" busy={start.isPending} refusal={refusal} onClick={go}>
      <Play aria-hidden /> {data ? `Start, ${data.sendable.toLocaleString("en")} to ${release ? "put back" : "send"}` : "Start"}{" "}
      <Kbd on="main">Ctrl Enter</Kbd>
    </Button>
  );
  return (
    <>
      <Answer title={data?.answer.title ?? "Making the plan …"} sub={data?.answer.sub} />
      {asked.isError && <QueryError what="The plan" error={asked.error} onRetry={() => void asked.refetch()} />}
      {plan.isPending && !asked.isError && <SkeletonRows rows={4} />}
      {data && (
        <div className="grid flex-1 border-line border-t wide:grid-cols-[minmax(0,1fr)_336px]">
          <div className="flex min-w-0 flex-col px-pad">
            <Step title="What">
              <What plan={data} asOf={"asOf" in input.selection ? input.selection.asOf : null} group={params.group} />
            </Step>
            <Step title="Where">
              <Where
                plan={data}
                target={params.target}
                queue={params.queue}
                toOrigin={params.partition === "origin"}
                onTarget={(target) => void setParams({ target })}
                onQueue={(queue) => void setParams({ target: "queue", queue })}
                onToOrigin={(toOrigin) => void setParams({ partition: toOrigin ? "origin" : null })}
              />
            </Step>
            <Step title="How">
              <div className="flex flex-wrap items-center gap-3">
                <span className="text-ink-3">Rate</span>
                <RateStepper rate={params.rate} onRate={(rate) => void setParams({ rate })} />
                <span className="text-ink-2">{params.rate === null ? "as fast as the broker confirms" : "shared by all workers"}</span>
              </div>
              <p className="mt-2 text-ink-2">
                It pauses by itself when 20 in a row are not taken. You can pause, slow down or cancel it while it runs.
              </p>
            </Step>
            <Step title="Checks">
              <Checks plan={data} />
            </Step>
            <Step title="Reason">
              <Area
                value={reason}
                onChange={(event) => setReason(event.target.value)}
                aria-label="Reason"
                placeholder={release ? "Why do they go back?" : "Why is it safe to replay these now?"}
              />
              <p className="mt-1 text-12 text-ink-3">Goes to the history of each message and to the audit log.</p>
            </Step>
          </div>
          <Outcome plan={data} rate={params.rate} release={release}>
            <div className="hidden desk:block">{button}</div>
            {refusal && <p className="text-12 text-ink-3 max-desk:hidden">{refusal}</p>}
            {start.isError && (
              <p role="alert" className="rounded-2 bg-bad-soft px-3 py-2 text-ink-2">
                {start.error.message}
              </p>
            )}
          </Outcome>
          <Dock note={refusal}>{button}</Dock>
        </div>
      )}
    </>
  );
}

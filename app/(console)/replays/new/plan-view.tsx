"use client";

import { keepPreviousData, useMutation, useQuery } from "@tanstack/react-query";
import { Play } from "lucide-react";
import Link from "next/link";
import { useRouter } from "next/navigation";
import { useRef } from "react";
import { useKeptText } from "@/components/kept";
import { useRefusal } from "@/components/may";
import { useTRPC } from "@/components/trpc";
import { Dock } from "@/components/ui/answer";
import { Button, buttonClass, Kbd } from "@/components/ui/button";
import { Empty, QueryError, SkeletonRows } from "@/components/ui/states";
import { useKey } from "@/components/use-key";
import { numberText } from "@/server/text/numbers";
import { Outcome } from "./outcome";
import type { Plan } from "./plan";
import { PlanHead } from "./plan-head";
import { noReason, refusalOf } from "./refusal";
import { draftOf, usePlan } from "./selection";
import { Steps } from "./steps";

/** What would be sent, where, how fast and with what checks; nothing is sent before Start. */
export function PlanView() {
  const router = useRouter();
  const trpc = useTRPC();
  const chosen = usePlan();
  const { input, params, empty, ready, configured } = chosen;
  const [reason, setReason] = useKeptText(`reason of plan ${draftOf(params)}`);
  const plan = useQuery(trpc.replays.plan.queryOptions(input, { enabled: ready, placeholderData: keepPreviousData }));
  const start = useMutation(
    trpc.replays.start.mutationOptions({
      onSuccess: ({ id }) => {
        setReason("");
        router.replace(`/replays/${id}`);
      },
      onError: () => void plan.refetch(),
    }),
  );
  const { data } = plan;
  const asked = ready ? plan : configured;
  const release = params.target === "release";
  const failing = data?.standing?.is === "failing";
  // What was planned for another choice is not what Start would send.
  const current = plan.isPlaceholderData ? undefined : data;
  const mayNot = useMayNotStart(params.target, data);
  const refusal = refusalOf(current, { ...params, reason, mayNot });
  const field = useRef<HTMLTextAreaElement>(null);
  const toReason = () => {
    field.current?.focus();
    field.current?.scrollIntoView({ block: "center" });
  };
  const go = () => {
    if (refusal === noReason) toReason();
    if (data && !refusal && !start.isPending)
      start.mutate({ ...input, rate: data.rate, stages: data.stages, reason: reason.trim(), planned: data.chosen });
  };
  useKey("mod+enter", go);
  if (empty) return <NothingChosen />;
  const button = (
    <Button kind={failing ? "plain" : "main"} className="w-full" busy={start.isPending} refusal={refusal} onRefused={go} onClick={go}>
      <Play aria-hidden /> {data ? startWords(data, release) : "Start"} <Kbd on={failing ? "plain" : "main"}>Ctrl Enter</Kbd>
    </Button>
  );
  return (
    <>
      <PlanHead plan={current} />
      {asked.isError && <QueryError what="The plan" error={asked.error} onRetry={() => void asked.refetch()} />}
      {plan.isPending && !asked.isError && <SkeletonRows rows={4} />}
      {data && (
        <div className="grid flex-1 border-line border-t wide:grid-cols-[minmax(0,1fr)_336px]">
          <div className="flex min-w-0 flex-col px-pad">
            <Steps plan={data} chosen={chosen} reason={reason} onReason={setReason} reasonField={field} />
          </div>
          <Outcome plan={data} release={release}>
            <div className="hidden desk:block">{button}</div>
            <Missing words={refusal} onGo={go} />
            {start.isError && (
              <p role="alert" className="rounded-2 bg-bad-soft px-3 py-2 text-ink-2">
                {start.error.message}
              </p>
            )}
          </Outcome>
          <Dock note={refusal} onNote={refusal === noReason ? go : undefined}>
            {button}
          </Dock>
        </div>
      )}
    </>
  );
}

/** Beside the button of a desk: why it may not be pressed; a reason that lacks is a step away. */
function Missing({ words, onGo }: { words: string | null; onGo: () => void }) {
  if (words === null) return null;
  if (words !== noReason) return <p className="text-12 text-ink-3 max-desk:hidden">{words}</p>;
  return (
    <button type="button" onClick={onGo} className="text-left text-12 text-accent-ink hover:underline max-desk:hidden">
      {words}
    </button>
  );
}

function useMayNotStart(target: string, plan: Plan | undefined): string | null {
  return useRefusal()(target === "release" ? "message.release" : "replay.start", plan?.places);
}

function startWords({ standing, atMost, sendable, held, trials }: Plan, release: boolean): string {
  const start = `Start${standing?.is === "failing" ? " anyway" : ""}, ${atMost ? "at most " : ""}`;
  if (trials > 0 && held === sendable) return `${start}${atMost ? "" : "up to "}${numberText(trials)} as trials now`;
  if (held > 0 && held === sendable) return `${start}${numberText(held)} ${held === 1 ? "waits" : "wait"} first`;
  const wait = held > 0 ? `, ${numberText(held)} ${held === 1 ? "waits" : "wait"}` : "";
  return `${start}${numberText(sendable - held)} to ${release ? "release" : "send"}${wait}`;
}

function NothingChosen() {
  return (
    <Empty title="Nothing is chosen.">
      <h1 className="sr-only">New plan</h1>
      <p className="mb-3">Choose messages or a group first, then plan their replay.</p>
      <Link href="/messages" className={buttonClass("plain")}>
        Choose messages
      </Link>
    </Empty>
  );
}

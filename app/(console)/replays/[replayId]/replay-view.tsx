"use client";

import { useQuery } from "@tanstack/react-query";
import dynamic from "next/dynamic";
import { Page } from "@/components/shell";
import { Clock } from "@/components/time";
import { useTRPC } from "@/components/trpc";
import { Answer, Dock } from "@/components/ui/answer";
import { Legend, OutcomeBar } from "@/components/ui/outcome-bar";
import { AnswerSkeleton } from "@/components/ui/skeleton";
import { Note, QueryError, SkeletonRows } from "@/components/ui/states";
import { Tag } from "@/components/ui/tag";
import { duration, reasonWords } from "@/server/replays/words";
import { outcomeParts } from "../outcomes";
import { ReplayState } from "../replay-state";
import { CameBack } from "./came-back";
import { HeldFor } from "./held-for";
import { Items } from "./items";
import type { Replay } from "./replay";
import { ReplayControls, ReplayRefusals } from "./replay-controls";
import { Receivers } from "./receivers";
import { Stages } from "./stages";
import { Unsent } from "./unsent";

const RateChart = dynamic(() => import("./rate-chart").then((module) => module.RateChart), {
  ssr: false,
  loading: () => <div className="h-56" />,
});

/** A replay while it runs and after: what was sent, what came back, what needs somebody. */
export function ReplayView({ id }: { id: number }) {
  const replay = useQuery(
    useTRPC().replays.get.queryOptions({ id }, { refetchInterval: (query) => (query.state.data?.state === "running" ? 1_000 : 10_000) }),
  );
  const { data } = replay;
  const parts = data ? outcomeParts(data) : [];
  return (
    <Page crumbs={[{ label: "Replays", href: "/replays" }, { label: `rpl-${id}` }]} back={{ label: "Replays", href: "/replays" }}>
      {replay.isPending && (
        <>
          <AnswerSkeleton />
          <SkeletonRows rows={5} />
        </>
      )}
      {replay.isError && <QueryError what="The replay" error={replay.error} onRetry={() => void replay.refetch()} />}
      {data && (
        <>
          <Answer
            title={data.answer}
            sub={
              <>
                {data.selection}.{" "}
                <span className="text-ink-3">
                  Started by {data.by.name} at <Clock at={data.createdAt} />: {data.reason}
                </span>
              </>
            }
            above={
              <>
                <ReplayState replay={data} chip />
                <Tag>
                  to <span className={data.target.to === "queue" ? "font-mono" : undefined}>{data.targetWords}</span>
                </Tag>
                <Tag>{data.rate === null ? "no rate limit" : `${data.rate} /s`}</Tag>
                <CanaryTag stages={data.stages} />
              </>
            }
            actions={<ReplayControls replay={data} />}
          >
            <ReplayRefusals replay={data} />
          </Answer>
          <div className="px-pad pb-4">
            {data.waits && (
              <Note tone="warn" className="mb-3">
                Since <Clock at={data.waits.since} /> nothing could be sent. What was not sent still waits, and is tried again at{" "}
                <Clock at={data.waits.until} />. The replay pauses by itself when this lasts for {duration(data.notSentSeconds)}.
              </Note>
            )}
            <Paused replay={data} />
            <OutcomeBar parts={parts} label={parts.map(({ label, count }) => `${count} ${label}`).join(", ")} className="mb-3 h-5" />
            <Legend parts={parts} />
            <Unsent of={data.unsent} />
            <HeldFor replay={data} />
            <Receivers replay={data} />
          </div>
          <div className="grid grid-cols-[minmax(0,1fr)] border-line border-t wide:grid-cols-[minmax(0,1fr)_400px]">
            <section className="flex min-w-0 flex-col px-pad py-4">
              <h2 className="mb-1 text-14 font-600">
                Sent per second{" "}
                <span className="text-12 font-400 text-ink-3">
                  {[data.rate !== null && "line: the limit", data.counts.cameBack > 0 && "crosses: came back"].filter(Boolean).join("; ")}
                </span>
              </h2>
              <RateChart replay={data} />
            </section>
            <CameBack replay={data} />
          </div>
          <Stages replay={data} />
          <Items replay={data} />
          <Dock>
            <ReplayControls replay={data} docked />
          </Dock>
        </>
      )}
    </Page>
  );
}

function Paused({ replay: { pause } }: { replay: Replay }) {
  return (
    pause && (
      <Note tone="warn" className="mb-3">
        Paused: {reasonWords(pause)}
      </Note>
    )
  );
}

function CanaryTag({ stages }: Pick<Replay, "stages">) {
  const canary = stages.find(({ kind }) => kind === "canary");
  if (!canary) return null;
  const words = { waiting: "waits", sending: "is sent", observing: "is watched", passed: "passed", stopped: "stopped" };
  return <Tag>canary {words[canary.state]}</Tag>;
}

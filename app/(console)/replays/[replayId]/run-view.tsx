"use client";

import { useQuery } from "@tanstack/react-query";
import type { inferRouterOutputs } from "@trpc/server";
import { Undo2 } from "lucide-react";
import dynamic from "next/dynamic";
import Link from "next/link";
import { Page } from "@/components/shell";
import { Clock } from "@/components/time";
import { useTRPC } from "@/components/trpc";
import { Answer, Dock } from "@/components/ui/answer";
import { Legend, OutcomeBar } from "@/components/ui/outcome-bar";
import { Note, QueryError, SkeletonRows } from "@/components/ui/states";
import { Tag } from "@/components/ui/tag";
import type { AppRouter } from "@/server/trpc/router";
import { outcomeParts } from "../outcomes";
import { ReplayState } from "../replay-state";
import { Items } from "./items";
import { RunControls } from "./run-controls";

export type Run = inferRouterOutputs<AppRouter>["replays"]["get"];

const RateChart = dynamic(() => import("./rate-chart").then((module) => module.RateChart), {
  ssr: false,
  loading: () => <div className="h-52" />,
});

/** A replay while it runs and after: what was sent, what came back, what needs somebody. */
export function RunView({ id }: { id: number }) {
  const run = useQuery(
    useTRPC().replays.get.queryOptions({ id }, { refetchInterval: (query) => (query.state.data?.state === "running" ? 1_000 : 10_000) }),
  );
  const { data } = run;
  const parts = data ? outcomeParts(data.counts) : [];
  return (
    <Page crumbs={[{ label: "Replays", href: "/replays" }, { label: `rpl-${id}` }]} back={{ label: "Replays", href: "/replays" }}>
      {run.isPending && <SkeletonRows rows={5} />}
      {run.isError && <QueryError what="The replay" error={run.error} onRetry={() => void run.refetch()} />}
      {data && (
        <>
          <Answer
            title={data.answer}
            sub={
              <>
                <b className="font-550">{data.selection}.</b> Started by {data.actor.split(":")[1]} at <Clock at={data.createdAt} />:{" "}
                {data.reason}
              </>
            }
            above={
              <>
                <ReplayState state={data.state} chip />
                <Tag>to {data.targetWords}</Tag>
                <Tag>{data.rate === null ? "no rate limit" : `${data.rate} /s`}</Tag>
              </>
            }
            actions={<RunControls run={data} />}
          />
          <div className="px-pad pb-4">
            {data.pauseReason && (
              <Note tone="warn" className="mb-3">
                Paused: {data.pauseReason}
              </Note>
            )}
            <OutcomeBar parts={parts} label={parts.map(({ label, count }) => `${count} ${label}`).join(", ")} className="mb-3 h-5" />
            <Legend parts={parts} />
          </div>
          <div className="grid border-line border-t wide:grid-cols-[minmax(0,1fr)_400px]">
            <section className="min-w-0 px-pad py-4">
              <h2 className="text-14 font-600">
                Taken by the broker{" "}
                <span className="text-12 font-400 text-ink-3">
                  per {data.bucketSeconds === 1 ? "second" : `${data.bucketSeconds} s`}
                  {data.rate !== null && ", line: the limit"}
                </span>
              </h2>
              <RateChart bars={data.bars} limit={data.rate === null ? null : data.rate * data.bucketSeconds} />
            </section>
            <CameBack run={data} />
          </div>
          <Items id={id} counts={data.counts} />
          <Dock>
            <RunControls run={data} />
          </Dock>
        </>
      )}
    </Page>
  );
}

function CameBack({ run }: { run: Run }) {
  return (
    <section className="border-line px-pad py-4 max-wide:border-t wide:border-l">
      <h2 className="mb-1 text-14 font-600">
        Came back{" "}
        <span className="text-12 font-400 text-ink-3">
          {run.counts.cameBack === 0 ? "none so far" : run.counts.cameBack.toLocaleString("en")}
        </span>
      </h2>
      {run.counts.cameBack === 0 && <p className="text-ink-2">A message that dies again after this replay is linked here.</p>}
      <ul>
        {run.cameBack.slice(0, 6).map((message) => (
          <li key={message.messageId} className="flex items-start gap-2 border-line border-t py-2 first:border-t-0">
            <Undo2 className="mt-0.5 size-4 flex-none text-bad" aria-hidden />
            <div className="min-w-0 flex-1">
              <Link href={`/messages/${message.messageId}`} className="block truncate font-550 hover:underline">
                {message.title}
              </Link>
              <p className="truncate text-12 text-ink-3">
                <span className="font-mono">{message.eventKey ?? `message ${message.messageId}`}</span>{" "}
                {message.same ? "same as before" : <span className="text-warn">a new failure</span>}
              </p>
            </div>
            <span className="text-12 text-ink-3">
              <Clock at={message.at} />
            </span>
          </li>
        ))}
      </ul>
    </section>
  );
}

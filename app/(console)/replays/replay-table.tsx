"use client";

import type { inferRouterOutputs } from "@trpc/server";
import { Pause, Play } from "lucide-react";
import Link from "next/link";
import { Age, Clock, durationText } from "@/components/time";
import { useZone } from "@/components/time-zone";
import { Button, buttonClass } from "@/components/ui/button";
import { OutcomeBar } from "@/components/ui/outcome-bar";
import type { AppRouter } from "@/server/trpc/router";
import { sentCount } from "@/server/replays/words";
import { againHref } from "./again";
import { outcomeParts } from "./outcomes";
import { ReplayState, stateNote } from "./replay-state";
import { useSteer } from "./steer";

type Line = inferRouterOutputs<AppRouter>["replays"]["list"]["replays"][number];

const columns = { "--columns": "72px minmax(0,1.5fr) 128px minmax(180px,1.1fr) 132px 72px 108px" } as React.CSSProperties;
const grid = "gap-x-4 desk:grid desk:grid-cols-(--columns) desk:items-center";

/** Those that run or are paused first; a row on a desk, a few lines on a phone. */
export function ReplayTable({ replays }: { replays: readonly Line[] }) {
  return (
    <div role="table" aria-label="Replays" className="border-line border-t">
      <div role="row" className={`hidden h-7 border-line border-b px-pad text-11 font-500 text-ink-3 ${grid}`} style={columns}>
        {["Replay", "What and why", "State", "Outcome", "Who, when"].map((title) => (
          <span key={title} role="columnheader">
            {title}
          </span>
        ))}
        <span role="columnheader" className="text-right">
          Took
        </span>
        <span role="columnheader">
          <span className="sr-only">Actions</span>
        </span>
      </div>
      {replays.map((replay) => (
        <Row key={replay.id} replay={replay} />
      ))}
    </div>
  );
}

function Row({ replay }: { replay: Line }) {
  const { id, state, selection, reason, counts, by, createdAt } = replay;
  const parts = outcomeParts(counts);
  const sent = sentCount(counts);
  const live = state === "running" || state === "paused";
  return (
    <div
      role="row"
      className={`relative grid gap-y-1.5 border-line border-b px-pad py-2.5 ${grid} ${live ? "bg-selected shadow-[inset_2px_0_0_var(--accent)]" : "hover:bg-hover"}`}
      style={columns}
    >
      <span role="cell" className="font-550 font-mono max-desk:hidden">
        rpl-{id}
      </span>
      <div role="cell" className="min-w-0">
        <Link href={`/replays/${id}`} className="block truncate font-550 after:absolute after:inset-0">
          {selection}
        </Link>
        <p className="truncate text-12 text-ink-3">“{reason}”</p>
      </div>
      <div role="cell" className="min-w-0 max-desk:flex max-desk:items-baseline max-desk:gap-2">
        <ReplayState state={state} counts={counts} />
        <p className="truncate text-12 text-ink-3" title={replay.pause ? stateNote(replay) : undefined}>
          {stateNote(replay)}
        </p>
      </div>
      <div role="cell" className="min-w-0">
        <OutcomeBar parts={parts} label={parts.map(({ label, count }) => `${count} ${label}`).join(", ")} />
        <p className="mt-1 text-12 text-ink-3">
          <b className="font-600 text-ink">{sent.toLocaleString("en")}</b> of {replay.total.toLocaleString("en")}
          {counts.cameBack > 0 && <span className="text-bad">, {counts.cameBack.toLocaleString("en")} came back</span>}
          {counts.failed > 0 && <span className="text-bad">, {counts.failed.toLocaleString("en")} not taken</span>}
          {counts.unknown > 0 && <span className="text-warn">, {counts.unknown.toLocaleString("en")} unknown</span>}
        </p>
      </div>
      <div role="cell" className="min-w-0 text-12 max-desk:flex max-desk:gap-2">
        <p className="font-mono text-ink-3 desk:hidden">rpl-{id}</p>
        <p className="truncate text-ink-2">{by.name}</p>
        <p className="text-ink-3">
          <Clock at={createdAt} seconds={false} />
          {live && (
            <>
              , <Age at={createdAt} suffix=" ago" />
            </>
          )}
        </p>
      </div>
      <span role="cell" className="text-right text-ink-2 max-desk:hidden">
        <Took replay={replay} />
      </span>
      <span role="cell" className="relative z-10 justify-self-end max-desk:hidden">
        <RowAction replay={replay} />
      </span>
    </div>
  );
}

function Took({ replay: { createdAt, finishedAt } }: { replay: Line }) {
  const { now } = useZone();
  const end = finishedAt ? new Date(finishedAt).getTime() : now;
  const text = durationText(end - new Date(createdAt).getTime());
  return <span suppressHydrationWarning>{finishedAt === null ? `${text} so far` : text}</span>;
}

function RowAction({ replay: { id, state, counts, chosen } }: { replay: Line }) {
  const { live, running, busy, toggle } = useSteer(id, state);
  if (live) {
    return (
      <Button busy={busy} onClick={toggle}>
        {running ? <Pause aria-hidden /> : <Play aria-hidden />}
        {running ? "Pause" : "Resume"}
      </Button>
    );
  }
  if (counts.unknown > 0) {
    return (
      <Link href={`/replays/${id}?show=unknown`} className={buttonClass()}>
        Decide {counts.unknown.toLocaleString("en")}
      </Link>
    );
  }
  return chosen ? (
    <Link href={againHref(chosen)} className={buttonClass("quiet")}>
      Plan it again
    </Link>
  ) : null;
}

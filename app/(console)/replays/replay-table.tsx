"use client";

import type { inferRouterOutputs } from "@trpc/server";
import { Pause, Play } from "lucide-react";
import Link from "next/link";
import { useRefusal } from "@/components/may";
import { Age, Clock, durationText } from "@/components/time";
import { useZone } from "@/components/time-zone";
import { Button, buttonClass } from "@/components/ui/button";
import { cn } from "@/components/ui/class-names";
import { OutcomeBar } from "@/components/ui/outcome-bar";
import { type Column, HiddenHead, Row, Table } from "@/components/ui/table";
import type { AppRouter } from "@/server/trpc/router";
import { sentCount } from "@/server/replays/words";
import { numberText } from "@/server/text/numbers";
import { againHref } from "./again";
import { outcomeParts } from "./outcomes";
import { ReplayState, stateNote } from "./replay-state";
import { useSteer } from "./steer";

type Line = inferRouterOutputs<AppRouter>["replays"]["list"]["replays"][number];

const columns: readonly Column[] = [
  { key: "replay", head: "Replay", width: "72px" },
  { key: "what", head: "What and why", width: "minmax(0,1.5fr)" },
  { key: "state", head: "State", width: "172px" },
  { key: "outcome", head: "Outcome", width: "minmax(180px,1.1fr)" },
  { key: "who", head: "Who, when", width: "132px" },
  { key: "took", head: "Took", width: "72px", end: true },
  { key: "actions", head: <HiddenHead>Actions</HiddenHead>, width: "108px" },
];

/** Those that run or are paused first; a row on a desk, a few lines on a phone. */
export function ReplayTable({ replays }: { replays: readonly Line[] }) {
  return (
    <Table label="Replays" columns={columns} className="border-line border-t">
      {replays.map((replay) => (
        <ReplayRow key={replay.id} replay={replay} />
      ))}
    </Table>
  );
}

function ReplayRow({ replay }: { replay: Line }) {
  const { id, state, selection, reason, counts, by, createdAt } = replay;
  const parts = outcomeParts(replay);
  const sent = sentCount(counts);
  const live = state === "running" || state === "paused";
  return (
    <Row className={cn("gap-y-1.5 py-2.5", live ? "bg-selected shadow-[inset_2px_0_0_var(--accent)]" : "hover:bg-hover")}>
      <td className="font-550 font-mono max-desk:hidden">rpl-{id}</td>
      <td className="min-w-0">
        <Link data-row={id} href={`/replays/${id}`} className="block cut font-550 after:absolute after:inset-0">
          {selection}
        </Link>
        <p className="cut text-12 text-ink-3">“{reason}”</p>
      </td>
      <td className="min-w-0 max-desk:flex max-desk:items-baseline max-desk:gap-2">
        <ReplayState replay={replay} />
        <p className="cut text-12 text-ink-3" title={stateNote(replay)}>
          {stateNote(replay)}
        </p>
      </td>
      <td className="min-w-0">
        <OutcomeBar parts={parts} label={parts.map(({ label, count }) => `${count} ${label}`).join(", ")} />
        <p className="mt-1 text-12 text-ink-3">
          <b className="font-600 text-ink">{numberText(sent)}</b> of {numberText(replay.total)} sent
          {counts.cameBack > 0 && <span className="text-bad">, {numberText(counts.cameBack)} came back</span>}
          {counts.failed > 0 && <span className="text-bad">, {numberText(counts.failed)} not taken</span>}
          {counts.unknown > 0 && <span className="text-warn">, {numberText(counts.unknown)} unknown</span>}
          {counts.held > 0 && <span className="text-warn">, {numberText(counts.held)} held</span>}
        </p>
      </td>
      <td className="min-w-0 text-12 max-desk:flex max-desk:gap-2">
        <p className="font-mono text-ink-3 desk:hidden">rpl-{id}</p>
        <p className="cut text-ink-2">{by.name}</p>
        <p className="text-ink-3">
          <Clock at={createdAt} seconds={false} />
          {live && (
            <>
              , <Age at={createdAt} suffix=" ago" />
            </>
          )}
        </p>
      </td>
      <td className="text-right text-ink-2 max-desk:hidden">
        <Took replay={replay} />
      </td>
      <td className="relative z-10 justify-self-end max-desk:hidden">
        <RowAction replay={replay} />
      </td>
    </Row>
  );
}

function Took({ replay: { createdAt, finishedAt } }: { replay: Line }) {
  const { now } = useZone();
  const end = finishedAt ? new Date(finishedAt).getTime() : now;
  const text = durationText(end - new Date(createdAt).getTime());
  return <span suppressHydrationWarning>{finishedAt === null ? `${text} so far` : text}</span>;
}

function RowAction({ replay: { id, state, counts, chosen, places } }: { replay: Line }) {
  const refusal = useRefusal()("replay.start", places);
  const { live, running, busy, toggle } = useSteer(id, state);
  if (live) {
    return (
      <Button busy={busy} refusal={refusal} onClick={toggle}>
        {running ? <Pause aria-hidden /> : <Play aria-hidden />}
        {running ? "Pause" : "Resume"}
      </Button>
    );
  }
  if (counts.unknown > 0) {
    return (
      <Link href={`/replays/${id}?show=unknown`} className={buttonClass()}>
        Decide {numberText(counts.unknown)}
      </Link>
    );
  }
  return chosen ? (
    <Link href={againHref(chosen)} className={buttonClass("quiet")}>
      Plan it again
    </Link>
  ) : null;
}

"use client";

import Link from "next/link";
import { Expiry } from "@/components/expiry";
import { queueHref } from "@/components/hrefs";
import { Oldness } from "@/components/died";
import { Age } from "@/components/time";
import { cn } from "@/components/ui/class-names";
import { Count } from "@/components/ui/numbers";
import { Bars } from "@/components/ui/sparkline";
import { numberText, rateText } from "@/server/text/numbers";
import { CaptureActions } from "./capture-actions";
import { CaptureState } from "./capture-state";
import { Contents, toneOf } from "./contents";
import type { Queue } from "./queue";
import { LogActions } from "./log-actions";
import { QueueLog } from "./queue-log";
import { QueueWarnings } from "./queue-warnings";
import { markLine } from "@/server/text/marked";

export const queueGrid =
  "grid grid-cols-[minmax(0,1fr)_auto] gap-x-3 gap-y-1 px-pad desk:grid-cols-[minmax(0,1fr)_68px_88px_112px_88px] desk:gap-x-4 wide:grid-cols-[minmax(0,1fr)_136px_68px_172px_92px_76px_128px_92px] wide:gap-x-5";

export function QueueRow({ queue }: { queue: Queue }) {
  const off = queue.state === "paused" || queue.state === "failed";
  return (
    <article className={cn(queueGrid, "items-center border-line border-t py-2.5 wide:py-[7px]")}>
      <div className="min-w-0">
        <h3 className={cn("truncate font-550", off && "text-ink-3")}>
          <Link data-row href={queueHref(queue.name)} className="font-mono hover:underline" title={markLine(queue.name)}>
            {markLine(queue.name)}
          </Link>
        </h3>
        <Origins origins={queue.origins} />
      </div>
      <div className="hidden text-12 wide:block">
        <Contents queue={queue} />
      </div>
      <Depth queue={queue} />
      <div className="flex items-center gap-2">
        <Bars values={queue.spark} tone={toneOf(queue)} width={88} height={26} />
        <span className="whitespace-nowrap text-12 text-ink-2 desk:hidden wide:inline">
          <Inflow queue={queue} />
        </span>
      </div>
      <div className="hidden text-right text-ink-2 wide:block">
        <Oldest queue={queue} />
      </div>
      <div className="text-right desk:hidden wide:block">
        <span className="text-ink-3 desk:hidden">expires </span>
        <Expiry expiry={queue.expiry} />
      </div>
      <CaptureState queue={queue} />
      <div className="flex justify-end">
        <CaptureActions queue={queue} />
        {queue.mode === "mirror" && queue.type === "topic" && <LogActions queue={queue} />}
      </div>
      {queue.type === "topic" && <QueueLog queue={queue} />}
      <QueueWarnings queue={queue} />
    </article>
  );
}

function Origins({ origins }: { origins: Queue["origins"] }) {
  if (origins === null) return <small className="block text-12 text-ink-3">origin unknown</small>;
  if (origins.length === 0) return <small className="block text-12 text-ink-3">no queue dead-letters here</small>;
  return (
    <small className="block truncate text-12 text-ink-3" title={origins.join(", ")}>
      from <span className="font-mono">{origins.slice(0, 2).join(", ")}</span>
      {origins.length > 2 && ` and ${origins.length - 2} more`}
    </small>
  );
}

function Depth({ queue: { depth, dead, ready, mode } }: { queue: Queue }) {
  return (
    <div className="text-right max-desk:text-14">
      <Count value={depth ?? (dead > 0 ? dead : null)} className="font-600" />
      {mode === "take" && dead > 0 && (
        <small className="block text-12 text-ink-3" title="Taken from the broker, which has them no more">
          held by Redrive
        </small>
      )}
      {depth === null && dead > 0 && <small className="block text-12 text-ink-3">known</small>}
      {ready !== null && ready > 0 && (
        <small className="block text-12 text-ink-3" title="Still in the broker, not captured yet">
          {numberText(ready)} to {mode === "mirror" ? "read" : "take"}
        </small>
      )}
    </div>
  );
}

function Inflow({ queue: { perMinute, lastSeenAt } }: { queue: Queue }) {
  if (perMinute > 0) return `${rateText(perMinute)} /min`;
  if (!lastSeenAt) return <span className="text-ink-3">none yet</span>;
  return (
    <>
      none, <Age at={lastSeenAt} />
    </>
  );
}

function Oldest({ queue: { oldestAt, oldestIsBound, dead, ready } }: { queue: Queue }) {
  if (oldestAt) return <Oldness at={oldestAt} isBound={oldestIsBound} />;
  return <span className="text-ink-3">{dead === 0 && ready === 0 ? "none" : "unknown"}</span>;
}

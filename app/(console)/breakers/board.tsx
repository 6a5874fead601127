"use client";

import { TriangleAlert } from "lucide-react";
import Link from "next/link";
import { BreakerState } from "@/components/breaker-state";
import { messagesHref } from "@/components/hrefs";
import { Age, Clock } from "@/components/time";
import { cn } from "@/components/ui/class-names";
import { Count } from "@/components/ui/numbers";
import type { Breaker } from "@/components/use-breakers";
import { stateWord } from "@/server/downstreams/words";
import { numberText } from "@/server/text/numbers";

const grid =
  "grid grid-cols-[minmax(0,1fr)_auto] gap-x-3 gap-y-1 px-pad desk:grid-cols-[minmax(0,1fr)_104px_minmax(0,1fr)_56px] wide:grid-cols-[minmax(0,1fr)_108px_120px_208px_76px_76px_172px_64px] desk:gap-x-5";

/** Every downstream, the worst first. */
export function Board({ breakers }: { breakers: readonly Breaker[] }) {
  return (
    <>
      <div className={`${grid} hidden h-7 items-center border-line border-t text-11 text-ink-3 wide:grid`} aria-hidden>
        <span>Downstream</span>
        <span>State</span>
        <span>Since</span>
        <span>Failure rate, threshold</span>
        <span className="text-right">Calls</span>
        <span className="text-right">Rejected</span>
        <span>Source</span>
        <span className="text-right">Held</span>
      </div>
      {breakers.map((breaker) => (
        <BreakerRow key={breaker.name} breaker={breaker} />
      ))}
    </>
  );
}

function BreakerRow({ breaker }: { breaker: Breaker }) {
  const { name, state, since, calls, rejected, held } = breaker;
  return (
    <article className={cn(grid, "items-center border-line border-t py-2.5")} aria-label={name}>
      <h3 className="min-w-0 truncate font-550">
        <Link data-row href={messagesHref(`downstream:"${name}"`)} className="hover:underline" title={`Messages that failed by ${name}`}>
          {name}
        </Link>
      </h3>
      <div className="justify-self-end desk:justify-self-start">
        <BreakerState state={state} />
      </div>
      <div className="hidden whitespace-nowrap text-ink-2 wide:block">
        {since ? (
          <>
            <Clock at={since} seconds={false} />, <Age at={since} />
          </>
        ) : (
          "never read"
        )}
      </div>
      <Rate breaker={breaker} />
      <div className="hidden text-right text-ink-2 wide:block">
        <Count value={calls} />
      </div>
      <div className="hidden text-right text-ink-2 wide:block">
        <Count value={rejected} />
      </div>
      <Source breaker={breaker} />
      <div className={cn("text-right", held > 0 ? "font-600" : "text-ink-3")} title="Messages of replays that wait for it">
        <Count value={held} />
        <span className="desk:hidden"> held</span>
      </div>
      <Waiting of={breaker.waiting} />
      <Reasons breaker={breaker} />
    </article>
  );
}

/** Every replay that waits because of it, and for what. */
function Waiting({ of }: { of: Breaker["waiting"] }) {
  if (of.length === 0) return null;
  return (
    <p className="col-span-full mt-1 flex flex-wrap gap-x-3 gap-y-1 text-12 text-ink-2">
      <span>Waiting for it:</span>
      {of.map(({ id, isPaused, held, forCanary }) => (
        <span key={id}>
          <Link href={`/replays/${id}`} className="font-mono text-accent-ink hover:underline">
            rpl-{id}
          </Link>{" "}
          {[held > 0 && `holds ${numberText(held)}`, forCanary && "chooses another canary once it is stable", isPaused && "paused"]
            .filter(Boolean)
            .join(", ")}
        </span>
      ))}
    </p>
  );
}

function Rate({ breaker: { failureRate, threshold, state } }: { breaker: Breaker }) {
  return (
    <div className="flex items-center gap-2.5 max-desk:col-span-2 desk:hidden wide:flex">
      <span className="whitespace-nowrap text-right desk:w-14">
        {failureRate === null ? (
          <span className="text-ink-3">
            <span className="desk:hidden">failure rate </span>unknown
          </span>
        ) : (
          <>
            {Math.round(failureRate * 10) / 10} %<span className="text-ink-3 desk:hidden"> failing</span>
          </>
        )}
      </span>
      {failureRate !== null && (
        <span className="relative block h-1.5 flex-1 rounded-full bg-hover" aria-hidden>
          <span
            className={cn(
              "absolute inset-y-0 left-0 min-w-0.5 rounded-full",
              state === "open" ? "bg-bad-mark" : state === "half_open" ? "bg-warn-mark" : "bg-ok-mark",
            )}
            style={{ width: `${failureRate}%` }}
          />
          {threshold !== null && <span className="absolute -inset-y-1 w-px bg-ink-2" style={{ left: `${threshold}%` }} />}
        </span>
      )}
      {threshold !== null && <span className="sr-only">opens from {threshold} % on</span>}
    </div>
  );
}

const methodWords = { reported: "", inferred: ", inferred from counters", probed: "" } as const;

function Source({ breaker: { sources, method, readAt, stale } }: { breaker: Breaker }) {
  if (sources.length === 0) return <div className="min-w-0 text-12 text-ink-2">only Redrive&apos;s own reading</div>;
  return (
    <div className="min-w-0 leading-tight">
      <span className="block truncate">
        {sources.join(", ")}
        {method && methodWords[method]}
      </span>
      <small className={cn("text-12", stale ? "text-warn" : "text-ink-3")}>
        {readAt === null ? (
          "never read"
        ) : (
          <>
            {stale && "stale, "}read <Age at={readAt} suffix=" ago" />
          </>
        )}
      </small>
    </div>
  );
}

/** Why it is unknown, which instances differ, and what Redrive sees itself. */
function Reasons({ breaker: { name, state, instances, unprotected, own, disagreement } }: { breaker: Breaker }) {
  const unknown = instances.filter((one) => one.why !== null);
  const odd = instances.length > 1 && new Set(instances.map((one) => one.state)).size > 1;
  const shown = odd ? instances : unknown;
  if (shown.length === 0 && !unprotected && disagreement === null && !(own?.state === "open" && state !== "open")) return null;
  return (
    <div className="col-span-full mt-1 grid gap-1 rounded-2 bg-hover px-3 py-2 text-12 text-ink-2">
      {shown.slice(0, 10).map((one) => (
        <p key={`${one.instance} ${one.breaker}`} className="[overflow-wrap:anywhere]">
          <span className="font-mono">{one.instance}</span>, {one.breaker}: {stateWord(one.state)}
          {one.why && `. ${one.why}`}
        </p>
      ))}
      {shown.length > 10 && <p>and {shown.length - 10} more</p>}
      {own && (disagreement !== null || own.state === "open") && (
        <p>
          Redrive&apos;s own reading: {stateWord(own.state)}. {own.words}.
        </p>
      )}
      {unprotected && (
        <p className="flex items-start gap-1.5 text-warn">
          <TriangleAlert className="mt-0.5 size-3.5 flex-none" aria-hidden />
          Nothing protects {name}: a breaker of it is disabled or only measures, and replays are sent as if it were closed.
        </p>
      )}
      {disagreement && (
        <p className="flex items-start gap-1.5 text-warn">
          <TriangleAlert className="mt-0.5 size-3.5 flex-none" aria-hidden />
          {disagreement}
        </p>
      )}
    </div>
  );
}

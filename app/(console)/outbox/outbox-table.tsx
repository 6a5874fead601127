"use client";

import { TriangleAlert } from "lucide-react";
import { Age, Clock, durationText } from "@/components/time";
import { Button } from "@/components/ui/button";
import { cn } from "@/components/ui/class-names";
import { bytesText } from "@/components/ui/numbers";
import { markLine } from "@/server/text/marked";
import { numberText } from "@/server/text/numbers";
import { type Application, keyOf, type Outbox } from "./outbox";

const grid =
  "grid grid-cols-[minmax(0,1fr)_auto] gap-x-3 gap-y-1 px-pad desk:grid-cols-[minmax(0,1fr)_96px_88px_88px_72px_minmax(0,1fr)_64px] desk:gap-x-5";
/** From here on a lag is a warning. */
const longMs = 30_000;

interface Props {
  readonly applications: readonly Application[];
  readonly open: string | null;
  readonly onOpen: (key: string) => void;
}

/** Every outbox with its numbers; of an application whose database does not answer, why. */
export function OutboxTable({ applications, open, onOpen }: Props) {
  return (
    <section aria-label="Outboxes">
      <div className={`${grid} hidden h-7 items-center border-line border-t text-11 text-ink-3 desk:grid`} aria-hidden>
        <span>Outbox, application</span>
        <span className="text-right">Unpublished</span>
        <span className="text-right">Lag</span>
        <span className="text-right">Oldest</span>
        <span className="text-right">Failed</span>
        <span>Relay</span>
        <span />
      </div>
      {applications.map((application) => (
        <div key={application.name}>
          {application.outboxes.map((outbox) => {
            const key = keyOf({ application: application.name, ...outbox });
            return <Line key={key} application={application.name} outbox={outbox} isOpen={open === key} onOpen={() => onOpen(key)} />;
          })}
          <Trouble application={application} />
        </div>
      ))}
    </section>
  );
}

function Line({ application, outbox, isOpen, onOpen }: { application: string; outbox: Outbox; isOpen: boolean; onOpen: () => void }) {
  const { schema, table, unpublished, lagMs, oldestAt, oldestIsBound, failed, reason, warnings, slotProblem, unseen } = outbox;
  const lag = lagMs === null ? null : `${oldestIsBound ? "at least " : ""}${durationText(lagMs)}`;
  const late = lagMs !== null && lagMs >= longMs;
  return (
    <article
      className={cn(grid, "items-center border-line border-t py-2.5", isOpen && "bg-hover")}
      aria-label={`${table} of ${application}`}
    >
      <h3 className="min-w-0 leading-tight">
        <span className="block truncate font-mono font-550" title={markLine(`${schema}.${table}`)}>
          {markLine(table)}
        </span>
        <small className="text-12 text-ink-3">{application}</small>
      </h3>
      <Amount value={unpublished} label="unpublished" strong />
      <span className={cn("text-right max-desk:hidden", late && "font-600 text-warn")}>{lag ?? <Unknown />}</span>
      <span className="text-right text-ink-2 max-desk:hidden">
        {oldestAt === null ? (
          unpublished?.n === 0 && !unpublished.atLeast ? (
            <span className="text-ink-3">none</span>
          ) : (
            <Unknown />
          )
        ) : (
          <>
            <Clock at={oldestAt} />
            {oldestIsBound && " or before"}
          </>
        )}
      </span>
      <span className="max-desk:hidden">
        <FailedCount failed={failed} />
      </span>
      <Relay outbox={outbox} />
      <span className="text-right max-desk:col-span-2">
        <Button kind="quiet" data-row aria-pressed={isOpen} aria-label={`Show rows of ${markLine(table)}, ${application}`} onClick={onOpen}>
          Rows
        </Button>
      </span>
      <p className="col-span-full flex flex-wrap gap-x-3 text-12 text-ink-2 desk:hidden">
        <span className={late ? "font-600 text-warn" : ""}>Lag {lag ?? "unknown"}</span>
        <span>
          Failed <FailedCount failed={failed} />
        </span>
      </p>
      {[reason, slotProblem, ...warnings]
        .filter((words) => words !== null)
        .map((words) => (
          <p key={words} className="col-span-full flex items-start gap-1.5 text-12 text-warn [overflow-wrap:anywhere]">
            <TriangleAlert className="mt-0.5 size-3.5 flex-none" aria-hidden />
            {words}
          </p>
        ))}
      {unseen !== null && <p className="col-span-full text-12 text-ink-2 [overflow-wrap:anywhere]">{unseen}</p>}
    </article>
  );
}

function Unknown() {
  return <span className="text-ink-3">unknown</span>;
}

function Amount({ value, label, strong }: { value: Outbox["unpublished"]; label: string; strong?: boolean }) {
  return (
    <span className={cn("text-right", strong && "font-600")}>
      {value === null ? <Unknown /> : `${numberText(value.n)}${value.atLeast ? "+" : ""}`}
      <span className="font-400 text-ink-3 desk:hidden"> {label}</span>
    </span>
  );
}

function FailedCount({ failed }: { failed: Outbox["failed"] }) {
  if (failed === null) return <span className="block text-right text-ink-3 max-desk:inline">unknown</span>;
  return (
    <span className={cn("block text-right max-desk:inline", failed.n > 0 && "font-600 text-bad")}>
      {numberText(failed.n)}
      {failed.atLeast && "+"}
    </span>
  );
}

const relayWords = {
  idle: "nothing waits",
  recent: "published lately",
  silent: "publishes nothing",
  unknown: "unknown",
} as const;

function Relay({ outbox: { relay, publishedAt, readsLog, slot, removesPublished, isSampled } }: { outbox: Outbox }) {
  return (
    <div className="min-w-0 leading-tight max-desk:col-span-full">
      <span className={cn("block", relay === "silent" && "font-600 text-warn", relay === "unknown" && "text-ink-3")}>
        <span className="text-ink-3 desk:hidden">Relay: </span>
        {readsLog ? "reads the database's log" : relayWords[relay]}
      </span>
      <small className="text-12 text-ink-3">
        {slot !== null &&
          `slot ${slot.name}, ${slot.isActive ? "read" : "not read"}${slot.behindBytes === null ? "" : `, at most ${bytesText(Math.max(slot.behindBytes, 0))} behind`}`}
        {publishedAt !== null && (
          <>
            last <Age at={publishedAt} suffix=" ago" />
          </>
        )}
        {removesPublished && "rows go when published"}
        {isSampled && " newest rows only: no index"}
      </small>
    </div>
  );
}

function Trouble({ application: { name, away, lastAt, problems, outboxes } }: { application: Application }) {
  const words = [...(away === null ? [] : [away]), ...problems];
  if (words.length === 0 && outboxes.length > 0) return null;
  return (
    <div className="border-line border-t px-pad py-2.5" role="group" aria-label={name}>
      <h3 className="font-550">
        {name}{" "}
        <span className={cn("font-400", away === null ? "text-ink-3" : "text-warn")}>
          {away === null
            ? outboxes.length === 0
              ? "No outbox is mapped."
              : ""
            : "does not answer, so that nothing is known of its outboxes."}
        </span>
      </h3>
      {words.map((one) => (
        <p key={one} className="text-12 text-ink-2 [overflow-wrap:anywhere]">
          {one}
          {one === away && lastAt !== null && (
            <>
              {" "}
              It was read <Age at={lastAt} suffix=" ago" />.
            </>
          )}
        </p>
      ))}
    </div>
  );
}

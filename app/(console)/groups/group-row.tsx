"use client";

import Link from "next/link";
import { Undated } from "@/components/died";
import { Age, Clock } from "@/components/time";
import { cn } from "@/components/ui/class-names";
import { Bars } from "@/components/ui/sparkline";
import { Verdict, verdictTone } from "@/components/verdict";
import { markHidden } from "@/server/text/marked";
import { numberText, rateText } from "@/server/text/numbers";
import { Assignee } from "./assignee";
import { GroupActions } from "./group-actions";
import type { Group } from "./group";
import { ReplayStages } from "./replay-stages";
import { StatusMark } from "./status-mark";

export const groupGrid =
  "grid grid-cols-[88px_minmax(0,1fr)_auto] gap-x-3 gap-y-1 px-pad desk:grid-cols-[76px_minmax(0,1fr)_96px_126px] desk:gap-x-4 wide:grid-cols-[76px_minmax(0,1fr)_120px_100px_104px_126px_164px]";

/** Verdict, what and where, whose fault, how much, the day, who has it, and what to do. */
export function GroupRow({ group }: { group: Group }) {
  const quiet = group.verdict === "unknown" || group.status === "muted" || group.status === "closed";
  return (
    <article className={cn(groupGrid, "items-center border-line border-t py-3 hover:bg-hover/60 desk:py-2.5")}>
      <div className="order-1 desk:order-none">
        <Verdict verdict={group.verdict} />
      </div>
      <div className="order-5 col-span-3 min-w-0 desk:order-none desk:col-span-1">
        <h2 className={cn("text-14", quiet ? "text-ink-2" : "font-550")}>
          <Link data-row href={`/groups/${group.id}`} className="block hover:underline desk:truncate" title={group.title}>
            {group.title}
          </Link>
        </h2>
        <p className="mt-0.5 flex min-w-0 flex-wrap gap-x-2 text-12 text-ink-3 desk:flex-nowrap desk:overflow-hidden desk:whitespace-nowrap">
          <span className="min-w-0 max-w-[60%] cut font-mono" title={`${group.queue}, ${group.source}`}>
            {group.originWords ?? `dead in ${group.queue}`}
          </span>
          <span className="flex-none whitespace-nowrap">
            first <Clock at={group.firstSeenAt} seconds={false} />
            <Undated known={group.firstDeathKnown} />
          </span>
          <span className="flex-none whitespace-nowrap">
            last <Age at={group.lastSeenAt} suffix=" ago" />
            <Undated known={group.lastDeathKnown} />
          </span>
          {group.note && (
            <span className="min-w-0 cut text-ink-2" title={markHidden(group.note)}>
              “{markHidden(group.note.split("\n")[0] ?? "")}”
            </span>
          )}
        </p>
      </div>
      <div
        className="order-6 col-span-2 min-w-0 cut desk:hidden wide:order-none wide:col-span-1 wide:block"
        title={group.downstream ?? undefined}
      >
        {group.downstream ?? <span className="text-ink-3">{group.verdict === "poison" ? "none, the message" : "none named"}</span>}
      </div>
      <div className="order-7 text-right text-14 desk:order-none">
        <span className="font-600">{numberText(group.open)}</span>
        {group.total > group.open && <span className="text-12 text-ink-3"> of {numberText(group.total)}</span>}
        <span className="ml-2 text-12 text-ink-3 desk:ml-0 desk:block">
          {group.perMinute > 0 ? (
            `+${rateText(group.perMinute)} /min`
          ) : (
            <>
              quiet <Age at={group.lastSeenAt} />
            </>
          )}
        </span>
      </div>
      <div className="order-2 justify-self-start desk:order-none max-desk:[&_svg]:h-5 max-desk:[&_svg]:w-[76px] desk:hidden wide:order-none wide:block">
        <Bars values={group.spark} tone={verdictTone(group.verdict)} width={104} />
      </div>
      <div className="order-3 text-right desk:order-none desk:text-left">
        <StatusMark status={group.status} />
        <Assignee group={group} />
      </div>
      <div className="hidden justify-end gap-0.5 wide:flex">
        <GroupActions group={group} />
      </div>
      {group.replay && <ReplayStages replay={group.replay} />}
    </article>
  );
}

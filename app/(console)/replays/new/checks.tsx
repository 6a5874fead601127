"use client";

import {
  Check,
  ChevronDown,
  ChevronUp,
  CircleHelp,
  CircleX,
  Copy,
  Inbox,
  ListOrdered,
  RefreshCw,
  RotateCw,
  Shuffle,
  SkipForward,
} from "lucide-react";
import Link from "next/link";
import { useState } from "react";
import { cn } from "@/components/ui/class-names";
import { numberText } from "@/server/text/numbers";
import type { Plan } from "./plan";
import { Samples } from "./what";

type CheckLine = Plan["checks"][number];

const icons: Record<CheckLine["key"], typeof Check> = {
  in_replay: RotateCw,
  not_dead: Copy,
  too_often: RefreshCw,
  no_origin: SkipForward,
  captured: Inbox,
  stays: Inbox,
  poison: CircleX,
  no_partition: SkipForward,
  moved: Shuffle,
  later: ListOrdered,
};

const tones: Partial<Record<CheckLine["key"], string>> = { poison: "text-bad", moved: "text-warn", no_partition: "text-warn" };

/** What would be left out and why, with samples; what is none stays as a proof that it was looked at. */
export function Checks({ plan }: { plan: Plan }) {
  return (
    <ul>
      {plan.checks.map((check) => (
        <CheckRow key={check.key} check={check} samples={plan.samples.filter(({ why }) => why === check.key)} />
      ))}
    </ul>
  );
}

function CheckRow({ check: { key, label, n, text, details = [] }, samples }: { check: CheckLine; samples: Plan["samples"] }) {
  const [open, setOpen] = useState(false);
  const none = n === 0;
  const Icon = none ? Check : n === null ? CircleHelp : icons[key];
  const Chevron = open ? ChevronUp : ChevronDown;
  return (
    <li className="border-line border-b py-1.5 first:pt-0 last:border-b-0">
      <div className="grid grid-cols-[16px_minmax(0,1fr)_auto] items-center gap-x-3 desk:grid-cols-[16px_180px_48px_minmax(0,1fr)_auto]">
        <Icon className={cn("size-3.5", none ? "text-ok" : (tones[key] ?? "text-ink-2"))} aria-hidden />
        <span className={none ? "text-ink-3" : undefined}>{label}</span>
        <span className={cn("text-right", none ? "text-ink-3" : "font-600")}>{n === null ? "?" : numberText(n)}</span>
        <span className="text-ink-2 max-desk:col-span-2 max-desk:col-start-2 max-desk:text-12">
          {text}
          {key === "captured" && !none && (
            <>
              {" "}
              on the{" "}
              <Link href="/queues" className="text-accent-ink hover:underline">
                Queues page
              </Link>
            </>
          )}
        </span>
        {samples.length > 0 && (
          <button
            type="button"
            aria-expanded={open}
            onClick={() => setOpen(!open)}
            className="inline-flex items-center gap-1 text-12 text-accent-ink max-desk:col-start-2 max-desk:min-h-9"
          >
            {open ? "Hide" : `Show ${samples.length === n ? "" : "some"}`} <Chevron className="size-3" aria-hidden />
          </button>
        )}
      </div>
      {details.length > 0 && (
        <ul className="mt-1 ml-7 grid gap-0.5 text-12 text-ink-3 desk:ml-[280px]">
          {details.map((detail) => (
            <li key={detail} className="[overflow-wrap:anywhere]">
              {detail}
            </li>
          ))}
        </ul>
      )}
      {open && (
        <div className="ml-7">
          <Samples samples={samples} />
        </div>
      )}
    </li>
  );
}

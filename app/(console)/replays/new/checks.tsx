"use client";

import { Check, ChevronDown, ChevronUp, CircleAlert, CircleHelp, Clock, SkipForward } from "lucide-react";
import Link from "next/link";
import { useState } from "react";
import { cn } from "@/components/ui/class-names";
import { numberText } from "@/server/text/numbers";
import type { Plan } from "./plan";
import { Samples } from "./what";

type CheckLine = Plan["checks"][number];

const icons: Record<NonNullable<CheckLine["effect"]>, typeof Check> = {
  send: CircleAlert,
  skip: SkipForward,
  hold: Clock,
  unknown: CircleHelp,
};

const tones = { plain: "text-ink-2", warn: "text-warn", bad: "text-bad" } as const;

/** What would be left out and why, with samples; what is none stands last, as a proof that it was looked at. */
export function Checks({ plan }: { plan: Plan }) {
  const found = plan.checks.toSorted((one, other) => Number(one.n === 0) - Number(other.n === 0));
  return (
    <ul>
      {found.map((check) => (
        <CheckRow key={check.key} check={check} samples={plan.samples.filter(({ why }) => why === check.key)} />
      ))}
    </ul>
  );
}

function CheckRow({ check, samples }: { check: CheckLine; samples: Plan["samples"] }) {
  const [open, setOpen] = useState(false);
  const { label, n, effect, tone } = check;
  const none = n === 0;
  const Icon = none ? Check : icons[effect ?? "unknown"];
  return (
    <li className="border-line border-b py-1.5 first:pt-0 last:border-b-0">
      <div className="grid grid-cols-[16px_minmax(0,1fr)_auto] items-center gap-x-3 desk:grid-cols-[16px_180px_48px_minmax(0,1fr)_auto]">
        <Icon className={cn("size-3.5", none ? "text-ok" : tones[tone ?? "plain"])} aria-hidden />
        <span className={none ? "text-ink-3" : undefined}>{label}</span>
        <span className={cn("text-right", none ? "text-ink-3" : "font-600")}>{n === null ? "?" : numberText(n)}</span>
        <Sentence check={check} />
        {samples.length > 0 && <ShowButton open={open} all={samples.length === n} onToggle={() => setOpen(!open)} />}
      </div>
      <Details of={check.details ?? []} />
      {open && (
        <div className="ml-7">
          <Samples samples={samples} />
        </div>
      )}
    </li>
  );
}

function Sentence({ check: { n, text, mend } }: { check: CheckLine }) {
  return (
    <span className="text-ink-2 max-desk:col-span-2 max-desk:col-start-2 max-desk:text-12">
      {text}
      {mend && n !== 0 && (
        <>
          {" "}
          <Link href={mend.href} className="tap text-accent-ink hover:underline">
            {mend.text}
          </Link>
        </>
      )}
    </span>
  );
}

function ShowButton({ open, all, onToggle }: { open: boolean; all: boolean; onToggle: () => void }) {
  const Chevron = open ? ChevronUp : ChevronDown;
  return (
    <button
      type="button"
      aria-expanded={open}
      onClick={onToggle}
      className="inline-flex items-center gap-1 text-12 text-accent-ink max-desk:col-start-2 max-desk:min-h-11"
    >
      {open ? "Hide" : `Show ${all ? "" : "some"}`} <Chevron className="size-3" aria-hidden />
    </button>
  );
}

function Details({ of }: { of: readonly string[] }) {
  if (of.length === 0) return null;
  return (
    <ul className="mt-1 ml-7 grid gap-0.5 text-12 text-ink-3 desk:ml-[280px]">
      {of.map((detail) => (
        <li key={detail} className="[overflow-wrap:anywhere]">
          {detail}
        </li>
      ))}
    </ul>
  );
}

"use client";

import { BookOpen, Layers, ListFilter, RotateCw } from "lucide-react";
import Link from "next/link";
import { Clock } from "@/components/time";
import { Section } from "@/components/ui/answer";
import { cn } from "@/components/ui/class-names";
import { numberText } from "@/server/text/numbers";
import type { AlertPage, Transition } from "../alert";
import { AlertFacts } from "./alert-facts";
import { AlertInflow } from "./alert-inflow";
import { AlertSamples } from "./alert-samples";
import { Told } from "./told";
import { WhatChanged } from "./what-changed";

const linkIcons: Readonly<Record<string, typeof Layers>> = { Group: Layers, Replay: RotateCw, Messages: ListFilter, Runbook: BookOpen };

/** What came in, what happened to the alert and samples on the left; facts and who was told on the right. */
export function AlertBody({ page }: { page: AlertPage }) {
  return (
    <div className="grid flex-1 grid-cols-[minmax(0,1fr)] border-line border-t wide:grid-cols-[minmax(0,1fr)_336px]">
      <div className="min-w-0 [&>section:first-child]:border-t-0">
        <Links page={page} />
        <AlertInflow page={page} />
        <WhatChanged alert={page.alert} />
        <AlertSamples page={page} />
        <History transitions={page.transitions} notShown={page.notShown} />
      </div>
      <aside className="border-line max-wide:border-t wide:border-l">
        <AlertFacts page={page} />
        <Told alertId={page.alert.id} />
      </aside>
    </div>
  );
}

/** The pages that show exactly what it is about. */
function Links({ page: { links } }: { page: AlertPage }) {
  if (links.length === 0) return null;
  return (
    <Section title="Where to look">
      <ul className="flex flex-wrap gap-x-5 gap-y-1">
        {links.map(({ label, href }) => {
          const Icon = linkIcons[label] ?? Layers;
          const look = "inline-flex items-center gap-1.5 text-accent-ink hover:underline max-desk:min-h-11 [&_svg]:size-3.5";
          return (
            <li key={href}>
              {href.startsWith("/") ? (
                <Link href={href} className={look}>
                  <Icon aria-hidden />
                  {label === "Messages" ? "Its messages" : label === "Group" ? "Its group" : `Its ${label.toLowerCase()}`}
                </Link>
              ) : (
                <a href={href} target="_blank" rel="noreferrer" className={look}>
                  <Icon aria-hidden />
                  {label}
                </a>
              )}
            </li>
          );
        })}
      </ul>
    </Section>
  );
}

const quietWords: Readonly<Record<NonNullable<Transition["quiet"]>, string>> = {
  silenced: "nobody was told: a silence held",
  snoozed: "nobody was told: it was snoozed",
  muted: "nobody was told: it was muted",
  acknowledged: "nobody was told: somebody had it",
  grouped: "another alert told for it",
  inhibited: "nobody was told: another alert explains it",
  no_channel: "nobody was told: no channel hears it",
};

/** Everything that happened to it, the newest first. */
function History({ transitions, notShown }: { transitions: readonly Transition[]; notShown: number }) {
  return (
    <Section title="What happened" note="newest first">
      {transitions.length === 0 && <p className="text-ink-2">It has not fired yet, so nothing has happened to it.</p>}
      <ol className="grid gap-1.5">
        {transitions.map((one, index) => (
          <li key={one.seq} className="grid grid-cols-[72px_minmax(0,1fr)] gap-x-3">
            <Clock at={one.at} className="text-ink-3" />
            <div className="min-w-0 [overflow-wrap:anywhere]">
              <span className={cn(one.by && "font-550")}>{one.words}</span>
              {one.title !== transitions[index + 1]?.title && <span className="text-ink-2"> {one.title}.</span>}
              {one.quiet && <span className="block text-12 text-ink-3">{quietWords[one.quiet]}</span>}
            </div>
          </li>
        ))}
      </ol>
      {notShown > 0 && <p className="mt-2 text-12 text-ink-3">What else happened is not shown: {numberText(notShown)} more.</p>}
    </Section>
  );
}

"use client";

import Link from "next/link";
import { messagesHref } from "@/components/hrefs";
import { Died } from "@/components/died";
import { Section } from "@/components/ui/answer";
import { numberText } from "@/server/text/numbers";
import type { GroupPage, Group } from "../group";

/** The newest dead messages; every one opens its own page. */
export function GroupSamples({ samples, group }: { samples: GroupPage["samples"]; group: Group }) {
  return (
    <Section
      title="Newest messages"
      note={samples.length < group.open ? `${samples.length} of ${numberText(group.open)} dead` : "all that are dead"}
      end={
        <Link href={messagesHref(`group:${group.id}`)} className="tap text-12 text-accent-ink hover:underline">
          Show all
        </Link>
      }
    >
      {samples.length === 0 && <p className="text-ink-2">Nothing of this group is dead any more.</p>}
      <ul className="-mx-pad">
        {samples.map((sample) => (
          <li key={sample.id} className="border-line border-t first:border-t-0">
            <Link
              href={`/messages/${sample.id}`}
              className="grid min-h-row grid-cols-[minmax(0,1fr)_auto] items-center gap-x-4 px-pad py-1.5 hover:bg-hover desk:grid-cols-[150px_140px_minmax(0,1fr)_112px_auto]"
            >
              <span className="cut font-550">{sample.eventType || <span className="font-400 text-ink-3">no type</span>}</span>
              <span className="cut font-mono text-ink-2 max-desk:order-3">{sample.eventKey ?? sample.eventId ?? `#${sample.id}`}</span>
              <span className="cut text-ink-2 max-desk:order-4 max-desk:col-span-2" title={sample.errorText ?? undefined}>
                {sample.errorText ?? <span className="text-ink-3">no text is carried</span>}
              </span>
              <span className="text-right text-12 text-ink-3 max-desk:hidden">
                {sample.attempts === null
                  ? "attempts unknown"
                  : `${numberText(sample.attempts)} ${sample.attempts === 1 ? "attempt" : "attempts"}`}
              </span>
              <Died death={sample} className="text-right text-12 text-ink-3 max-desk:order-2" />
            </Link>
          </li>
        ))}
      </ul>
    </Section>
  );
}

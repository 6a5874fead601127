"use client";

import Link from "next/link";
import type { ReactNode } from "react";
import { Age, Clock } from "@/components/time";
import { markLine } from "@/server/text/marked";
import type { AlertPage } from "../alert";

const mostPlaces = 5;

/** What is known of the alert beside its sentence. */
export function AlertFacts({ page: { alert, condition, runbook } }: { page: AlertPage }) {
  return (
    <section className="px-pad py-4">
      <h2 className="mb-2 text-14 font-600">About this alert</h2>
      <dl className="grid grid-cols-[96px_minmax(0,1fr)] gap-x-3 gap-y-1.5">
        <Fact label={alert.places.length > 1 ? "Queues" : "Queue"}>
          {alert.places.length === 0 && <span className="text-ink-3">none in particular</span>}
          {alert.places.slice(0, mostPlaces).map(({ source, queue }) => (
            <span key={`${source}/${queue}`} className="block font-mono">
              {markLine(`${source}/${queue}`)}
            </span>
          ))}
          {alert.places.length > mostPlaces && <span className="text-ink-3">and {alert.places.length - mostPlaces} more</span>}
        </Fact>
        <Fact label="Rule">
          <Link href={`/alerts/rules/${alert.ruleId}`} className="tap text-accent-ink hover:underline">
            {alert.rule}
          </Link>
        </Fact>
        <Fact label="Fires">{condition}</Fact>
        <Fact label="Owner">{alert.owner ?? <span className="text-ink-3">no team owns it</span>}</Fact>
        <Fact label="Holds since">
          <Clock at={alert.since} />
        </Fact>
        {alert.firedAt && (
          <Fact label="Fired">
            <Clock at={alert.firedAt} />
          </Fact>
        )}
        {alert.resolvedAt && (
          <Fact label="Over since">
            <Clock at={alert.resolvedAt} />
          </Fact>
        )}
        <Fact label="As of">
          <Age at={alert.asOf} suffix=" ago" />
        </Fact>
        <Fact label="Runbook">
          {runbook ? (
            <a href={runbook} target="_blank" rel="noreferrer" className="tap text-accent-ink hover:underline">
              {runbook}
            </a>
          ) : (
            <span className="text-ink-3">none</span>
          )}
        </Fact>
        {alert.groupedIn !== null && (
          <Fact label="Told by">
            <Link href={`/alerts/${alert.groupedIn}`} className="tap text-accent-ink hover:underline">
              alert {alert.groupedIn}, which stands for many
            </Link>
          </Fact>
        )}
        {alert.inhibitedBy !== null && (
          <Fact label="Explained by">
            <Link href={`/alerts/${alert.inhibitedBy}`} className="tap text-accent-ink hover:underline">
              alert {alert.inhibitedBy}
            </Link>
          </Fact>
        )}
      </dl>
    </section>
  );
}

function Fact({ label, children }: { label: string; children: ReactNode }) {
  return (
    <>
      <dt className="text-ink-3">{label}</dt>
      <dd className="min-w-0 [overflow-wrap:anywhere]">{children}</dd>
    </>
  );
}

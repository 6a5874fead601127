"use client";

import { useQuery } from "@tanstack/react-query";
import Link from "next/link";
import { Clock } from "@/components/time";
import { useTRPC } from "@/components/trpc";
import { Answer } from "@/components/ui/answer";
import { QueryError, SkeletonRows } from "@/components/ui/states";
import { type Column, Row, Table } from "@/components/ui/table";
import { numberText } from "@/server/text/numbers";
import { markLine } from "@/server/text/marked";
import { FindEvent } from "./find-event";

const twiceColumns: readonly Column[] = [
  { key: "event", head: "Event id", width: "minmax(140px,1.4fr)" },
  { key: "who", head: "Consumer", width: "minmax(110px,1fr)" },
  { key: "times", head: "Times", width: "72px" },
  { key: "when", head: "First and last", width: "minmax(160px,1fr)" },
];
const reusedColumns: readonly Column[] = [
  { key: "event", head: "Event id", width: "minmax(140px,1.4fr)" },
  { key: "queue", head: "Queue", width: "minmax(110px,1fr)" },
  { key: "bodies", head: "Bodies", width: "72px" },
  { key: "open", head: "Newest", width: "minmax(110px,1fr)" },
];

/** Events that were processed twice, and ids that different events carry. */
export function DuplicatesView() {
  const asked = useQuery(useTRPC().idempotency.duplicates.queryOptions(undefined, { refetchInterval: false }));
  if (asked.isPending) return <SkeletonRows rows={4} />;
  if (asked.isError) return <QueryError what="The duplicates" error={asked.error} onRetry={() => void asked.refetch()} />;
  const { applications, reused } = asked.data;
  const events = applications.flatMap(({ application, tables }) =>
    tables.flatMap(({ table, events: all }) => all.map((event) => ({ ...event, application, table }))),
  );
  const silent = applications.flatMap(({ application, reason, tables }) =>
    [reason, ...tables.map((one) => one.reason)].flatMap((why) => (why === null ? [] : [`${application}: ${why}`])),
  );
  return (
    <>
      <Answer title={titleOf(events.length, reused.length, silent.length > 0 || applications.length === 0)} />
      <FindEvent />
      <Section id="twice" title="Processed twice" about="among the newest 10,000 rows of each table">
        {events.length > 0 && (
          <Table label="Processed twice" columns={twiceColumns}>
            {events.map(({ eventId, consumer, application, table, times, at, lastAt }) => (
              <Row key={`${application} ${table} ${consumer} ${eventId}`} className="min-h-row">
                <td className="cut font-mono">{markLine(eventId)}</td>
                <td className="cut">{consumer ?? application}</td>
                <td>{numberText(times)}</td>
                <td className="text-ink-2">
                  <Clock at={at} />, <Clock at={lastAt} />
                </td>
              </Row>
            ))}
          </Table>
        )}
        {events.length === 0 && applications.length > 0 && <p className="px-pad py-3 text-ink-2">None is known.</p>}
        {applications.length === 0 && <p className="px-pad py-3 text-ink-2">No application that you may see is named in redrive.yaml.</p>}
        {silent.map((why) => (
          <p key={why} className="px-pad py-1 text-12 text-ink-3 [overflow-wrap:anywhere]">
            Unknown: {why}
          </p>
        ))}
      </Section>
      <Section
        id="reused"
        title="One id, different bodies"
        about="among the newest 5,000 messages here with an event id, comebacks left out"
      >
        {reused.length > 0 && (
          <Table label="Reused ids" columns={reusedColumns}>
            {reused.map(({ eventId, source, queue, bodies, messageId }) => (
              <Row key={`${source} ${queue} ${eventId}`} className="min-h-row">
                <td className="cut font-mono">{markLine(eventId)}</td>
                <td className="cut">{markLine(queue)}</td>
                <td>{numberText(bodies)}</td>
                <td>
                  <Link href={`/messages/${messageId}`} className="tap text-accent-ink hover:underline">
                    Message {messageId}
                  </Link>
                </td>
              </Row>
            ))}
          </Table>
        )}
        {reused.length === 0 && <p className="px-pad py-3 text-ink-2">None.</p>}
      </Section>
    </>
  );
}

function titleOf(twice: number, reused: number, isPartial: boolean): string {
  if (twice + reused === 0) return isPartial ? "No duplicate is known." : "No event was processed twice, as far as was looked.";
  const parts = [
    twice > 0 && `${numberText(twice)} ${twice === 1 ? "event was" : "events were"} processed twice`,
    reused > 0 && `${numberText(reused)} ${reused === 1 ? "id stands" : "ids stand"} for different events`,
  ];
  return `${parts.filter(Boolean).join(", ")}.`;
}

function Section({ id, title, about, children }: { id: string; title: string; about: string; children: React.ReactNode }) {
  return (
    <section aria-labelledby={id} className="border-line border-t pt-3 pb-2">
      <div className="mb-1 flex flex-wrap items-baseline gap-x-3 px-pad">
        <h2 id={id} className="font-600 text-14">
          {title}
        </h2>
        <span className="text-12 text-ink-3">{about}</span>
      </div>
      {children}
    </section>
  );
}

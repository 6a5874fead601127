"use client";

import { useQuery } from "@tanstack/react-query";
import { Check, CircleHelp, Info, Minus, RotateCw, TriangleAlert } from "lucide-react";
import Link from "next/link";
import { Clock } from "@/components/time";
import { useTRPC } from "@/components/trpc";
import { Button } from "@/components/ui/button";
import { Empty, Note, QueryError, SkeletonRows } from "@/components/ui/states";
import { type Column, Row, Table } from "@/components/ui/table";
import { Mark } from "@/components/ui/tag";
import { Outboxes } from "./outboxes";
import { idempotencyAnswer, meaningOf, timesText } from "./idempotency-words";
import type { Idempotency, Message } from "./message";

const looks = {
  processed: { tone: "ok", icon: Check, label: "processed" },
  not_processed: { tone: "none", icon: Minus, label: "not processed" },
  unknown: { tone: "warn", icon: CircleHelp, label: "unknown" },
} as const;
const noteIcons = { ok: Check, warn: TriangleAlert, none: CircleHelp } as const;

const columns: readonly Column[] = [
  { key: "consumer", head: "Consumer", width: "minmax(150px,1.4fr)" },
  { key: "answer", head: "Answer", width: "132px" },
  { key: "when", head: "When", width: "minmax(120px,0.8fr)" },
  { key: "means", head: "For a replay", width: "minmax(0,1.6fr)" },
];

/** Whether the event was processed already, as its application says when one looks. */
export function IdempotencyTab({ message: { id } }: { message: Message }) {
  const asked = useQuery(useTRPC().messages.idempotency.queryOptions({ id }, { refetchInterval: false, staleTime: 0 }));
  const { data } = asked;
  return (
    <section aria-label="Was it processed?" className="pt-3">
      {asked.isPending && <SkeletonRows rows={3} />}
      {asked.isError && <QueryError what="The application" error={asked.error} onRetry={() => void asked.refetch()} />}
      {data?.consumers.length === 0 && (
        <Empty title="No application is asked about this queue.">
          Name one under <code className="font-mono">applications</code> in redrive.yaml, with its database and the queues that it consumes.
          Redrive then looks up there whether an event was processed.
        </Empty>
      )}
      {data && data.consumers.length > 0 && <Answered data={data} busy={asked.isFetching} onAgain={() => void asked.refetch()} />}
      {data && <Outboxes title="In the outbox" all={data.outboxes} />}
    </section>
  );
}

function Answered({ data, busy, onAgain }: { data: Idempotency; busy: boolean; onAgain: () => void }) {
  const { tone, title, text } = idempotencyAnswer(data);
  const Icon = noteIcons[tone];
  return (
    <>
      <Note tone={tone} icon={<Icon aria-hidden />}>
        <b className="font-600">{title}</b> {text}
      </Note>
      {data.stale !== null && (
        <Note tone="warn" icon={<TriangleAlert aria-hidden />} className="mt-2">
          {data.stale}
        </Note>
      )}
      <div className="mt-4 mb-1 flex flex-wrap items-center gap-x-3 gap-y-1">
        <h2 className="font-600 text-14">Was it processed?</h2>
        <span className="text-12 text-ink-3">
          looked up <Clock at={data.askedAt} />, and again before each send
        </span>
        <Button kind="quiet" className="ml-auto" busy={busy} onClick={onAgain}>
          <RotateCw aria-hidden />
          Look again
        </Button>
      </div>
      <Table label="Consumers" columns={columns}>
        {data.consumers.map((one) => (
          <ConsumerRow key={`${one.application} ${one.consumer}`} one={one} all={data.consumers} />
        ))}
      </Table>
      {data.eventId !== null && (
        <p className="mt-3">
          <Link href={`/outbox/duplicates?event=${encodeURIComponent(data.eventId)}`} className="tap text-accent-ink hover:underline">
            Look this id up everywhere
          </Link>
        </p>
      )}
      {data.consumers.map((one) => (
        <Tables key={`${one.application} ${one.consumer}`} one={one} />
      ))}
    </>
  );
}

type Consumer = Idempotency["consumers"][number];

function ConsumerRow({ one, all }: { one: Consumer; all: readonly Consumer[] }) {
  const { tone, icon: Icon, label } = looks[one.state];
  return (
    <Row className="min-h-row grid-cols-[minmax(0,1fr)_auto] py-1.5">
      <td className="cut font-550" title={one.application}>
        {one.application}
        {one.consumer !== null && one.consumer !== one.application && <span className="font-400 text-ink-3"> as {one.consumer}</span>}
      </td>
      <td>
        <Mark tone={tone} icon={<Icon aria-hidden />} className="font-500">
          {label}
        </Mark>
      </td>
      <td className="text-ink-2">
        {one.state !== "processed" ? (
          <span className="text-ink-3">{one.state === "unknown" ? "unknown" : "never"}</span>
        ) : (
          <>
            {one.at ? <Clock at={one.at} /> : <span className="text-ink-3">its table does not say</span>}
            {one.times > 1 && <span className="text-warn"> {timesText(one.times)}</span>}
          </>
        )}
      </td>
      <td className="min-w-0 text-ink-2 [overflow-wrap:anywhere] max-desk:col-span-2">{meaningOf(one, all)}</td>
    </Row>
  );
}

/** Which tables were asked, since when each knows, and who else is in them. */
function Tables({ one }: { one: Consumer }) {
  return (
    <>
      {one.tables.map(({ table, since, rows, reason, warnings }) => (
        <dl key={table} className="mt-4 grid grid-cols-[92px_minmax(0,1fr)] gap-x-3 gap-y-1 [&>dt]:text-ink-3">
          <dt>Asked</dt>
          <dd className="[overflow-wrap:anywhere]">
            <span className="font-mono">{table}</span>{" "}
            <span className="text-ink-3">
              of {one.application}, {one.tookMs} ms
            </span>
          </dd>
          <dt>Knows since</dt>
          <dd>
            {reason ??
              (since === "all" ? "ever: its rows are not removed" : typeof since === "object" ? since.unknown : <Clock at={since} />)}
          </dd>
          {rows.filter(({ isOwn }) => !isOwn).length > 0 && <dt>Others</dt>}
          {rows
            .filter(({ isOwn }) => !isOwn)
            .map(({ consumer, at, times }) => (
              <dd key={consumer} className="col-start-2">
                {consumer} processed it
                {at && (
                  <>
                    {" "}
                    at <Clock at={at} />
                  </>
                )}
                {times > 1 && `, ${timesText(times)}`} <span className="text-ink-3">not asked for this queue</span>
              </dd>
            ))}
          {warnings.map((warning) => (
            <dd key={warning} className="col-span-2 flex items-start gap-2 text-12 text-ink-3">
              <Info className="mt-0.5 size-3.5 flex-none" aria-hidden />
              {warning}
            </dd>
          ))}
        </dl>
      ))}
    </>
  );
}

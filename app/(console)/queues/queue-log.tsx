"use client";

import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { durationText } from "@/components/time";
import { useTRPC } from "@/components/trpc";
import { QueryError } from "@/components/ui/states";
import { numberText } from "@/server/text/numbers";
import type { Log, Queue } from "./queue";
import { markLine } from "@/server/text/marked";

/** A topic's partitions and who reads it, asked of the broker when somebody opens it. */
export function QueueLog({ queue }: { queue: Queue }) {
  const [open, setOpen] = useState(false);
  const log = useQuery(useTRPC().queues.log.queryOptions({ id: queue.id }, { enabled: open, refetchInterval: 10_000 }));
  return (
    <details className="col-span-full" onToggle={(event) => setOpen(event.currentTarget.open)}>
      <summary className="w-fit text-12 text-accent-ink hover:underline max-desk:min-h-11 max-desk:py-3">
        Partitions and readers<span className="sr-only"> of {markLine(queue.name)}</span>
      </summary>
      {log.isError && <QueryError what="The topic" error={log.error} onRetry={() => void log.refetch()} />}
      {log.isPending && open && <p className="py-2 text-12 text-ink-3">Asking the broker…</p>}
      {log.data && (
        <div className="mt-1 mb-2 grid gap-x-10 gap-y-4 wide:grid-cols-[minmax(0,640px)_minmax(0,1fr)]">
          <Partitions log={log.data} />
          <Readers log={log.data} />
        </div>
      )}
    </details>
  );
}

function Partitions({ log: { parts, noun } }: { log: Log }) {
  return (
    <table className="w-full table-fixed self-start text-right">
      <thead className="text-11 text-ink-3 [&_th]:font-400">
        <tr>
          <th scope="col" className="w-9 text-left desk:w-20">
            <span className="desk:hidden">P.</span>
            <span className="max-desk:sr-only">Partition</span>
          </th>
          <th scope="col">First {noun}</th>
          <th scope="col">Read up to</th>
          <th scope="col">End</th>
          <th scope="col">To read</th>
        </tr>
      </thead>
      <tbody>
        {parts.map(({ part, first, next, end, unread }) => (
          <tr key={part} className="border-line border-t [&>td]:py-1">
            <th scope="row" className="py-1 text-left font-550">
              {part}
            </th>
            <td className="text-ink-2">{first}</td>
            <td className="text-ink-2">{next}</td>
            <td className="text-ink-2">{end}</td>
            <td className={unread > 0 ? "font-550 text-warn" : "text-ink-3"}>{numberText(unread)}</td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}

function Readers({ log: { readers, settings, origins } }: { log: Log }) {
  return (
    <dl className="grid content-start gap-x-4 [overflow-wrap:anywhere] desk:grid-cols-[168px_minmax(0,1fr)] desk:gap-y-1.5 [&>dd]:max-desk:mb-1.5 [&>dt]:text-ink-3">
      <dt>Keeps a record</dt>
      <dd>
        {settings === null
          ? "unknown: its settings may not be read"
          : settings.retentionMs === null
            ? "for ever"
            : durationText(settings.retentionMs)}
        {settings?.compacted && ", the newest of each key alone (compacted)"}
      </dd>
      <dt>Also read by</dt>
      <dd>
        {readers.length === 0 && "no other group that is known"}
        <ul>
          {readers.map((reader) => (
            <li key={reader.name}>
              <Group {...reader} />, {lagWords(reader.behind)}
            </li>
          ))}
        </ul>
      </dd>
      {origins.map(({ topic, audience }) => (
        <div key={topic} className="contents [&>dd]:max-desk:mb-1.5 [&>dt]:text-ink-3">
          <dt>
            <span className="font-mono">{topic}</span> is read by
          </dt>
          <dd>
            {audience === null
              ? "unknown"
              : audience.receivers === null
                ? "no group that is known"
                : audience.receivers.length === 0 && "nobody: there is no such topic"}
            <ul>
              {audience?.receivers?.map((receiver) => (
                <li key={receiver.name}>
                  <Group {...receiver} />
                </li>
              ))}
            </ul>
          </dd>
        </div>
      ))}
    </dl>
  );
}

function Group({ name, consumers }: { name: string; consumers: number | null }) {
  return (
    <>
      <span className="font-mono">{name}</span>{" "}
      <span className="text-ink-3">
        {consumers === null
          ? "(away, or its members cannot be seen)"
          : `(${numberText(consumers)} ${consumers === 1 ? "consumer" : "consumers"})`}
      </span>
    </>
  );
}

/** How far a group is behind the end; null: it has committed no place. */
function lagWords(behind: number | null): string {
  if (behind === null) return "has committed nothing yet";
  return behind === 0 ? "at the end" : `${numberText(behind)} behind`;
}

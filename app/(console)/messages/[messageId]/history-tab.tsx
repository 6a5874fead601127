import Link from "next/link";
import { Clock, durationText } from "@/components/time";
import { Tag } from "@/components/ui/tag";
import { reasonWords } from "@/server/replays/words";
import { EditDiff } from "./edit-diff";
import { lookOf } from "./history-look";
import { LineageStrip } from "./lineage-strip";
import type { Message } from "./message";

type Event = Message["history"][number];

/** Every event of the lineage, newest first, with who and why. */
export function HistoryTab({ message }: { message: Message }) {
  return (
    <>
      <LineageStrip message={message} />
      <section className="pt-4">
        <div className="mb-2 flex flex-wrap items-baseline gap-x-2">
          <h2 className="text-14 font-600">What happened</h2>
          <span className="text-12 text-ink-3">newest first, nothing is ever removed from this list</span>
        </div>
        <ol>
          {message.history.map((event) => (
            <Line key={`${event.messageId} ${event.seq}`} event={event} message={message} />
          ))}
        </ol>
      </section>
    </>
  );
}

function Line({ event: { messageId, kind, at, by, operation, replayId, intentAt, data }, message }: { event: Event; message: Message }) {
  const { icon: Icon, words, tone } = lookOf({ kind, data });
  return (
    <li className="group relative grid grid-cols-[16px_minmax(0,1fr)_auto] gap-x-3 py-1.5 desk:grid-cols-[16px_104px_minmax(0,1fr)_auto]">
      <i aria-hidden className="absolute top-7 -bottom-1 left-[7.5px] border-line-strong border-l group-last:hidden" />
      <Icon className={`relative mt-0.5 size-4 bg-surface ${tone}`} aria-hidden />
      <span className="text-ink-2 max-desk:order-1 max-desk:col-start-3 max-desk:row-start-1">
        <Clock at={at} />
      </span>
      <div className="min-w-0">
        <span className="font-550">{wordsOf(data, words)}</span>{" "}
        {replayId && (
          <>
            by{" "}
            <Link href={`/replays/${replayId}`} className="tap font-550 text-accent-ink hover:underline">
              rpl-{replayId}
            </Link>{" "}
          </>
        )}
        {messageId !== message.id && (
          <Link href={`/messages/${messageId}?tab=history`} className="tap">
            <Tag>message {messageId}</Tag>
          </Link>
        )}
        {intentAt && <p className="text-ink-3">Sending began {gapText(Date.parse(at) - Date.parse(intentAt))} before.</p>}
        {data?.record && (
          <p className="text-ink-2 [overflow-wrap:anywhere]">
            From <span className="font-mono">{data.record.topic}</span>, {data.record.place}.
          </p>
        )}
        {data?.reason && <p className="text-ink-2 [overflow-wrap:anywhere]">“{data.reason}”</p>}
        {data?.detail && <p className="text-ink-2 [overflow-wrap:anywhere]">{reasonWords(data.detail)}</p>}
        {kind === "edited" && data?.version && <Edited id={messageId} version={data.version} changes={data.changes} />}
      </div>
      <span className="whitespace-nowrap text-12 text-ink-3 max-desk:col-start-2">
        <By name={by.name} operation={operation} />
      </span>
    </li>
  );
}

/** Who did it, leading to what the audit log says of the operation. */
function By({ name, operation }: { name: string; operation: number | null }) {
  if (operation === null) return name;
  return (
    <Link
      href={`/audit?operation=${operation}&period=all`}
      className="tap hover:underline"
      title={`Operation ${operation} in the audit log`}
    >
      {name}
    </Link>
  );
}

function gapText(ms: number): string {
  return ms < 1_000 ? `${Math.max(0, ms)} ms` : durationText(ms);
}

function Edited({ id, version, changes }: { id: number; version: number; changes: { head: boolean; body: boolean } | undefined }) {
  return (
    <>
      <p className="text-ink-2">
        {changes?.head && "Headers changed. "}
        <Link href={`/messages/${id}?tab=payload&version=${version}`} className="tap font-550 text-accent-ink hover:underline">
          Version {version}
        </Link>
      </p>
      {changes?.body !== false && <EditDiff id={id} version={version} />}
    </>
  );
}

function wordsOf(data: Event["data"], words: string): string {
  if (data?.releasedFrom) return `Captured again, after the release of message ${data.releasedFrom}`;
  return data?.record ? "Original fetched" : words;
}

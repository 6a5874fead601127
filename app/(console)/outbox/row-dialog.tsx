"use client";

import { useQuery } from "@tanstack/react-query";
import { Clock } from "@/components/time";
import { useTRPC } from "@/components/trpc";
import { CopyButton } from "@/components/copy-button";
import { Dialog } from "@/components/ui/dialog";
import { Note, QueryError, SkeletonRows } from "@/components/ui/states";
import { markLine } from "@/server/text/marked";
import { Code } from "../messages/[messageId]/code";
import { bytesOf, hexLines } from "../messages/[messageId]/hex";
import { notesOn, payloadWords } from "../messages/[messageId]/payload-words";
import { prettyJson } from "../messages/[messageId]/pretty-json";
import type { OutboxPlace, RowDetail } from "./outbox";
import { RowState } from "./row-state";

/** One row: its event, its state, its payload. */
export function RowDialog({ place, id, onClose }: { place: OutboxPlace; id: string; onClose: () => void }) {
  const detail = useQuery(useTRPC().outbox.row.queryOptions({ ...place, id }, { refetchInterval: false, staleTime: 0 }));
  return (
    <Dialog open onOpenChange={(open) => !open && onClose()} title={`Row ${markLine(id)}`} className="desk:w-[720px]">
      <div className="grid grid-cols-[minmax(0,1fr)] gap-3 px-5 pt-3 pb-5">
        {detail.isPending && <SkeletonRows rows={4} />}
        {detail.isError && <QueryError what="The row" error={detail.error} onRetry={() => void detail.refetch()} />}
        {detail.data && <Detail detail={detail.data} />}
      </div>
    </Dialog>
  );
}

function Detail({ detail: { row, publishedAt, headers, payload } }: { detail: RowDetail }) {
  const facts = [
    { label: "State", value: <RowState state={row.state} /> },
    { label: "Event", value: row.eventType },
    { label: "Event id", value: row.eventId },
    { label: "Goes to", value: row.destination },
    { label: "Key", value: row.key },
    { label: "Written", value: <Clock at={row.createdAt} /> },
    { label: "Tries", value: row.attempts },
    ...(publishedAt === null ? [] : [{ label: "Published", value: <Clock at={publishedAt} /> }]),
    ...(row.error === null ? [] : [{ label: "Error", value: row.error }]),
    ...(headers === null ? [] : [{ label: "Headers", value: <code className="font-mono text-12">{headers}</code> }]),
  ];
  return (
    <>
      <dl className="grid grid-cols-[88px_minmax(0,1fr)] gap-x-3 gap-y-1.5">
        {facts.map(({ label, value }) => (
          <div key={label} className="contents">
            <dt className="text-ink-3">{label}</dt>
            <dd className="min-w-0 [overflow-wrap:anywhere]">{value ?? <span className="text-ink-3">unknown</span>}</dd>
          </div>
        ))}
      </dl>
      {payload === null ? <p className="text-ink-2">The table holds no payload.</p> : <PayloadOf payload={payload} />}
    </>
  );
}

function PayloadOf({ payload }: { payload: NonNullable<RowDetail["payload"]> }) {
  const pretty = payload.json ? prettyJson(payload.text ?? "") : null;
  return (
    <>
      <div className="flex items-center gap-3 text-12 text-ink-3">
        {payloadWords(payload, null)}
        <span className="ml-auto">{payload.text !== null && <CopyButton label="Copy" text={payload.text} />}</span>
      </div>
      {payload.truncated ? (
        <Note>The payload is longer: only its beginning is shown.</Note>
      ) : (
        notesOn(payload, payload.json && pretty === null).map((note) => <Note key={note}>{note}</Note>)
      )}
      {payload.isNull ? (
        <p className="text-ink-2">The payload is null.</p>
      ) : payload.text === null ? (
        <Code json={false} lines={hexLines(bytesOf(payload))} />
      ) : (
        <Code json={payload.json} lines={(pretty ?? payload.text).split("\n")} />
      )}
    </>
  );
}

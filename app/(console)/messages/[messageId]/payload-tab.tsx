"use client";

import { useQuery } from "@tanstack/react-query";
import { FileDown } from "lucide-react";
import { parseAsInteger, parseAsStringLiteral, useQueryState } from "nuqs";
import { CopyButton } from "@/components/copy-button";
import { useTRPC } from "@/components/trpc";
import { buttonClass } from "@/components/ui/button";
import { Segmented } from "@/components/ui/segmented";
import { Note, QueryError, SkeletonRows } from "@/components/ui/states";
import { Code } from "./code";
import { EntityNow } from "./entity-now";
import { bytesOf, hexLines } from "./hex";
import { OriginalRecord } from "./original-record";
import { notesOn, type PayloadView, payloadViews, payloadWords, versionsShown } from "./payload-words";
import { prettyJson } from "./pretty-json";
import type { Payload, Message } from "./message";

/** The body: pretty keeps every digit of a number as it was written, and raw, hex and the download stay where it cannot be laid out. Hostile text stays text. */
export function PayloadTab({ message }: { message: Message }) {
  const { id, version: latest, properties } = message;
  const contentType = properties.find(({ name }) => name === "content-type")?.value.text ?? null;
  const [wanted, setView] = useQueryState("view", parseAsStringLiteral(payloadViews).withDefault("pretty"));
  const [version, setVersion] = useQueryState("version", parseAsInteger.withDefault(latest));
  const payload = useQuery(useTRPC().messages.payload.queryOptions({ id, version }, { refetchInterval: false }));
  if (payload.isPending) return <SkeletonRows rows={4} />;
  if (payload.isError) return <QueryError what="The payload" error={payload.error} onRetry={() => void payload.refetch()} />;
  const { data } = payload;
  const view = data.text === null ? "hex" : wanted;
  const pretty = view === "pretty" && data.json ? prettyJson(data.text ?? "") : null;
  return (
    <section className="pt-4">
      <div className="mb-3 flex flex-wrap items-center gap-3">
        <Segmented
          label="View"
          value={view}
          onChange={(next) => void setView(next)}
          options={payloadViews
            .filter((name) => name === "hex" || data.text !== null)
            .map((name) => ({ value: name, label: name[0]?.toUpperCase() + name.slice(1) }))}
        />
        {latest > 1 && (
          <Segmented
            label="Version"
            value={String(version)}
            onChange={(next) => void setVersion(Number(next))}
            options={versionsShown(latest, message.original === "taken")}
          />
        )}
        <span className="text-12 text-ink-3">{payloadWords(data, contentType)}</span>
        <span className="ml-auto flex gap-1">
          {data.text !== null && <CopyButton label="Copy" text={data.text} />}
          <a className={buttonClass("quiet")} href={`/api/messages/${id}/body?version=${version}`}>
            <FileDown aria-hidden /> Download
          </a>
        </span>
      </div>
      {notesOn(data, view === "pretty" && data.json && pretty === null).map((note) => (
        <Note key={note} className="mb-3">
          {note}
        </Note>
      ))}
      <Body payload={data} view={view} pretty={pretty} />
      {version === latest && <OriginalRecord message={message} payload={data} />}
      <EntityNow message={message} />
    </section>
  );
}

function Body({ payload, view, pretty }: { payload: Payload; view: PayloadView; pretty: string | null }) {
  if (payload.isNull) return <p className="text-ink-2">The body is null, which is not the same as an empty one.</p>;
  if (payload.size === 0) return <p className="text-ink-2">The body is empty.</p>;
  if (view === "hex") return <Code json={false} lines={hexLines(bytesOf(payload))} />;
  return <Code json={payload.json} lines={(pretty ?? payload.text ?? "").split("\n")} />;
}

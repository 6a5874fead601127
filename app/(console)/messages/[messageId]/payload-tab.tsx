"use client";

import { useQuery } from "@tanstack/react-query";
import { FileDown } from "lucide-react";
import { parseAsInteger, parseAsStringLiteral, useQueryState } from "nuqs";
import { CopyButton } from "@/components/copy-button";
import { useTRPC } from "@/components/trpc";
import { buttonClass } from "@/components/ui/button";
import { bytesText } from "@/components/ui/numbers";
import { Segmented } from "@/components/ui/segmented";
import { Note, QueryError, SkeletonRows } from "@/components/ui/states";
import { Code } from "./code";
import { bytesOf, hexLines } from "./hex";
import { OriginalRecord } from "./original-record";
import { prettyJson } from "./pretty-json";
import type { Message } from "./message";

const views = ["pretty", "raw", "hex"] as const;

/** The body: pretty keeps every digit of a number as it was written. Hostile text stays text. */
export function PayloadTab({ message }: { message: Message }) {
  const { id, version: versions, properties } = message;
  const contentType = properties.find(({ name }) => name === "content-type")?.value.text;
  const [view, setView] = useQueryState("view", parseAsStringLiteral(views).withDefault("pretty"));
  const [version, setVersion] = useQueryState("version", parseAsInteger.withDefault(versions));
  const payload = useQuery(useTRPC().messages.payload.queryOptions({ id, version }, { refetchInterval: false }));
  if (payload.isPending) return <SkeletonRows rows={4} />;
  if (payload.isError) return <QueryError what="The payload" error={payload.error} onRetry={() => void payload.refetch()} />;
  const { data } = payload;
  const shown = data.text === null ? "hex" : view;
  return (
    <section className="pt-4">
      <div className="mb-3 flex flex-wrap items-center gap-3">
        <Segmented
          label="View"
          value={shown}
          onChange={(next) => void setView(next)}
          options={views
            .filter((name) => name === "hex" || data.text !== null)
            .map((name) => ({ value: name, label: name[0]?.toUpperCase() + name.slice(1) }))}
        />
        {versions > 1 && (
          <Segmented
            label="Version"
            value={String(version)}
            onChange={(next) => void setVersion(Number(next))}
            options={Array.from({ length: Math.min(versions, 4) }, (_, index) => versions - Math.min(versions, 4) + index + 1).map(
              (number) => ({
                value: String(number),
                label: number > 1 ? `Version ${number}` : message.original === "taken" ? "As captured" : "Original",
              }),
            )}
          />
        )}
        <span className="text-12 text-ink-3">
          {[
            data.isNull ? "a null body" : bytesText(data.size),
            contentType,
            data.gzip && "gzip, shown unpacked",
            data.isNull ? null : data.text === null ? "not UTF-8" : data.json && !contentType?.includes("json") ? "JSON" : "UTF-8",
          ]
            .filter(Boolean)
            .join(", ")}
        </span>
        <span className="ml-auto flex gap-1">
          {data.text !== null && <CopyButton label="Copy" text={data.text} />}
          <a className={buttonClass("quiet")} href={`/api/messages/${id}/body?version=${version}`}>
            <FileDown aria-hidden /> Download
          </a>
        </span>
      </div>
      {data.truncated && <Note className="mb-3">Only the first {bytesText(262_144)} are shown. The download has all of it.</Note>}
      {data.isNull ? (
        <p className="text-ink-2">The body is null, which is not the same as an empty one.</p>
      ) : data.size === 0 ? (
        <p className="text-ink-2">The body is empty.</p>
      ) : (
        <Code
          json={shown !== "hex" && data.json}
          lines={
            shown === "hex"
              ? hexLines(bytesOf(data))
              : (shown === "pretty" && data.json ? prettyJson(data.text ?? "") : (data.text ?? "")).split("\n")
          }
        />
      )}
      {version === versions && <OriginalRecord message={message} payload={data} />}
    </section>
  );
}

"use client";

import type { inferRouterOutputs } from "@trpc/server";
import Link from "next/link";
import { useRefusal } from "@/components/may";
import { NumberLine } from "@/components/number-line";
import { Age } from "@/components/time";
import { Button, buttonClass } from "@/components/ui/button";
import { Count } from "@/components/ui/numbers";
import { type Column, HiddenHead, Row, Table, wideCell } from "@/components/ui/table";
import { Tag } from "@/components/ui/tag";
import { markLine } from "@/server/text/marked";
import { numberText } from "@/server/text/numbers";
import type { AppRouter } from "@/server/trpc/router";

export type Line = inferRouterOutputs<AppRouter>["sequences"]["list"]["lines"][number];

const columns: readonly Column[] = [
  { key: "key", head: "Key, consumer", width: "minmax(0,180px)" },
  { key: "numbers", head: "Numbers", width: "minmax(0,280px)" },
  { key: "waits", head: "What it waits for", width: "minmax(0,1fr)" },
  { key: "behind", head: "Behind it", width: "64px", end: true, wide: true },
  { key: "since", head: "Since", width: "72px", wide: true },
  { key: "acts", head: <HiddenHead>Acts</HiddenHead>, width: "148px", end: true },
];

/** One key a row: its numbers, what it waits for, and the replay that sends them in order. */
export function KeyTable({ lines }: { lines: readonly Line[] }) {
  return (
    <Table label="Keys" columns={columns} className="border-line border-t">
      {lines.map((line) => (
        <KeyRow key={`${line.queueId} ${line.key}`} line={line} />
      ))}
    </Table>
  );
}

const names = { blocked: "Blocked", gap: "Gap", stale: "Stale" } as const;

function KeyRow({ line }: { line: Line }) {
  const { key, consumer, queue, trouble, points, more, waitsFor, detail, messages, since, replay } = line;
  const behind = trouble === "stale" ? 0 : messages;
  return (
    <Row className="gap-y-2 py-2.5">
      <td className="min-w-0">
        <span className="block truncate font-550 font-mono" title={markLine(key)}>
          {markLine(key)}
        </span>
        <small className="flex min-w-0 items-center gap-1.5 text-12 text-ink-3">
          {trouble && <Tag>{names[trouble]}</Tag>}
          <span className="truncate" title={markLine(queue)}>
            {markLine(consumer ?? queue)}
          </span>
        </small>
      </td>
      <td className="isolate min-w-0">
        <NumberLine points={points} more={more} />
      </td>
      <td className="min-w-0 [overflow-wrap:anywhere]">
        <span className="block">{waitsFor}</span>
        {detail && <small className="block text-12 text-ink-3">{detail}</small>}
        {replay.left > 0 && (
          <small className="block text-12 text-ink-3">
            {numberText(replay.left)} more are dead behind {replay.words}.
          </small>
        )}
      </td>
      <td
        className={`text-right font-600 max-desk:text-left max-desk:font-400 max-desk:text-ink-2 ${wideCell} ${behind === 0 ? "max-desk:hidden" : ""}`}
      >
        <Count value={behind} />
        <span className="desk:hidden"> {behind === 1 ? "waits" : "wait"} behind it</span>
      </td>
      <td className={`text-ink-2 ${wideCell}`}>
        {since && (
          <>
            <span className="desk:hidden">for </span>
            <Age at={since} />
          </>
        )}
      </td>
      <td className="text-right max-desk:text-left">
        <KeyAct line={line} />
      </td>
    </Row>
  );
}

/** Poison is looked at first; what is dead is planned as one replay; what is missing is looked for by its key. */
function KeyAct({ line: { trouble, replay, source, queue, frontId, key } }: { line: Line }) {
  const refusal = useRefusal()("replay.start", [{ source, queue }]);
  if (trouble === "blocked" && frontId !== null)
    return (
      <Link className={buttonClass("quiet")} href={`/messages/${frontId}/edit`}>
        Edit the first
      </Link>
    );
  if (replay.ids.length > 0)
    return refusal === null ? (
      <Link className={buttonClass("plain")} href={`/replays/new?ids=${replay.ids.join(",")}`}>
        Replay {replay.words}
      </Link>
    ) : (
      <Button refusal={refusal}>Replay {replay.words}</Button>
    );
  const href =
    frontId === null
      ? `/messages?filter=${encodeURIComponent(`key:"${key.replaceAll('"', '""')}" state:any`)}`
      : `/messages/${frontId}?tab=order`;
  return (
    <Link className={buttonClass("quiet")} href={href}>
      {frontId === null ? "Look for it" : "Open message"}
    </Link>
  );
}

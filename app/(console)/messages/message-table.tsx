"use client";

import type { inferRouterOutputs } from "@trpc/server";
import { Copy, Pencil } from "lucide-react";
import Link from "next/link";
import { useEffect, useRef, useState } from "react";
import { Age } from "@/components/time";
import { cn } from "@/components/ui/class-names";
import { Checkbox } from "@/components/ui/field";
import { Tag } from "@/components/ui/tag";
import { useKey } from "@/components/use-key";
import { Verdict } from "@/components/verdict";
import type { AppRouter } from "@/server/trpc/router";
import type { Selected } from "./selected";

export type MessageRow = inferRouterOutputs<AppRouter>["messages"]["list"]["messages"][number];

/** Rows on a desk, two-line rows on a phone. j and k go from row to row with the focus, so that Enter opens; x selects. */
export function MessageTable({ rows, selected }: { rows: readonly MessageRow[]; selected: Selected }) {
  const [at, setAt] = useState(-1);
  const row = rows[at];
  useKey("j", () => setAt((index) => Math.min(rows.length - 1, index + 1)));
  useKey("k", () => setAt((index) => Math.max(0, index - 1)));
  useKey("x", () => row && selected.toggle(row.id));
  const ids = rows.map(({ id }) => id);
  const all = selected.all !== null;
  const some = ids.some((id) => selected.ids.has(id));
  const several = new Set(rows.map(({ source }) => source)).size > 1;
  const every = all || ids.every((id) => selected.ids.has(id));
  return (
    <div role="table" aria-label="Messages">
      <div
        role="row"
        className="hidden h-7 items-center gap-3 border-line border-b px-pad text-11 font-500 text-ink-3 desk:grid desk:grid-cols-(--columns)"
        style={columns}
      >
        <span role="columnheader">
          <Checkbox
            aria-label="Select the rows shown"
            checked={every}
            mixed={some && !every}
            onChange={() => selected.setMany(ids, !every)}
          />
        </span>
        {["Verdict", "Died", "Type", "Key", "Error", "Queue"].map((title) => (
          <span key={title} role="columnheader">
            {title}
          </span>
        ))}
        <span role="columnheader" className="text-right">
          Attempts
        </span>
      </div>
      {rows.map((message, index) => (
        <Row
          key={message.id}
          message={message}
          current={index === at}
          several={several}
          chosen={all || selected.ids.has(message.id)}
          onToggle={() => selected.toggle(message.id)}
        />
      ))}
    </div>
  );
}

const columns = {
  "--columns": "16px 92px 64px minmax(90px,0.8fr) minmax(80px,1.1fr) minmax(160px,2.1fr) minmax(110px,1fr) 64px",
} as React.CSSProperties;

interface RowProps {
  readonly message: MessageRow;
  readonly current: boolean;
  readonly chosen: boolean;
  /** The rows come from more than one source: each says its own. */
  readonly several: boolean;
  readonly onToggle: () => void;
}

function Row({ message, current, chosen, several, onToggle }: RowProps) {
  const { id, verdict, diedAt, eventType, eventKey, eventId, errorType, errorText, title, queue, source, attempts, state } = message;
  const name = eventKey ?? eventId;
  const link = useRef<HTMLAnchorElement>(null);
  useEffect(() => {
    if (current) link.current?.focus();
  }, [current]);
  const shortError = errorType?.split(/[.\\]|::/).at(-1);
  return (
    <div
      role="row"
      aria-selected={chosen}
      className={cn(
        "relative grid grid-cols-[20px_minmax(0,1fr)_auto] items-center gap-x-3 border-line border-b px-pad py-2 desk:h-row desk:grid-cols-(--columns) desk:py-0",
        chosen ? "bg-selected" : "hover:bg-hover",
        current && "shadow-[inset_2px_0_0_var(--accent)]",
      )}
      style={columns}
    >
      <span
        role="cell"
        className="relative z-10 -my-2 -ml-pad grid w-[calc(100%+var(--pad))] self-stretch desk:m-0 desk:w-auto desk:self-auto"
      >
        <label className="flex cursor-pointer items-center pl-pad desk:pl-0">
          <Checkbox aria-label={`Select message ${name ?? id}`} checked={chosen} onChange={onToggle} />
        </label>
      </span>
      <span role="cell" className="order-3 grid justify-items-end gap-0.5 text-12 text-ink-3 desk:order-none desk:flex desk:text-13">
        <span className="desk:hidden">
          <Age at={diedAt} />
        </span>
        <Verdict verdict={verdict} quiet />
      </span>
      <span role="cell" className="hidden text-ink-2 desk:block">
        <Age at={diedAt} />
      </span>
      <span role="cell" className="hidden truncate desk:block" title={eventType}>
        {eventType || <span className="text-ink-3">unknown</span>}
      </span>
      <span role="cell" className="hidden truncate font-mono desk:block" title={name ?? undefined}>
        {name ?? <span className="text-ink-3">none</span>}
      </span>
      <span role="cell" className="min-w-0">
        <Link ref={link} href={`/messages/${id}`} className="block after:absolute after:inset-0">
          <span className="block truncate text-ink-2">
            <b className="font-550 text-ink">{shortError ?? (errorText ? "" : title)}</b>{" "}
            <span className={shortError ? "max-desk:hidden" : undefined}>{errorText}</span>
          </span>
          <span className="block truncate text-12 text-ink-2 desk:hidden">
            {eventType} {name && <span className="font-mono">{name}</span>} {several && <span className="text-ink-3">{source}</span>}{" "}
            {attempts !== null && `${attempts}×`} {state !== "dead" && state}
          </span>
        </Link>
      </span>
      <span role="cell" className="hidden min-w-0 items-center gap-2 desk:flex">
        <span className="truncate" title={`${queue}, ${source}`}>
          <span className="font-mono">{queue}</span> {several && <span className="text-ink-3">{source}</span>}
        </span>
      </span>
      <span role="cell" className="hidden items-center justify-end gap-1.5 desk:flex">
        <Marks message={message} />
        {state !== "dead" ? <Tag>{state}</Tag> : (attempts ?? <span className="text-ink-3">?</span>)}
      </span>
    </div>
  );
}

function Marks({ message }: { message: MessageRow }) {
  return (
    <>
      {message.edited && <Pencil className="size-3 text-ink-3" aria-label="edited" />}
      {message.duplicate && <Copy className="size-3 text-warn" aria-label="suspected duplicate" />}
    </>
  );
}

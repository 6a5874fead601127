"use client";

import type { inferRouterOutputs } from "@trpc/server";
import { Ban, Check, CircleAlert } from "lucide-react";
import Link from "next/link";
import { Clock } from "@/components/time";
import { cn } from "@/components/ui/class-names";
import { type Column, Row, Table, wideCell } from "@/components/ui/table";
import { Mark, type Tone } from "@/components/ui/tag";
import type { AppRouter } from "@/server/trpc/router";
import { subjectHref } from "./subject-href";

type Entry = inferRouterOutputs<AppRouter>["audit"]["list"]["entries"][number];

const results: Readonly<Record<Entry["result"], { tone: Tone; icon: typeof Check; word: string }>> = {
  allowed: { tone: "none", icon: Check, word: "done" },
  refused: { tone: "bad", icon: Ban, word: "refused" },
  failed: { tone: "bad", icon: CircleAlert, word: "failed" },
};
const columns: readonly Column[] = [
  { key: "when", head: "When", width: "102px" },
  { key: "who", head: "Who", width: "104px" },
  { key: "what", head: "What", width: "132px" },
  { key: "on", head: "On, and why", width: "minmax(0,1fr)" },
  { key: "result", head: "Result", width: "76px" },
  { key: "permission", head: "Permission", width: "136px", wide: true },
  { key: "from", head: "From", width: "120px", wide: true },
];

/** A row an act; on a phone three lines: who did what and how it ended, on what and why, when and by which permission. */
export function AuditTable({ rows }: { rows: readonly Entry[] }) {
  return (
    <Table label="Audit" columns={columns} className="border-line border-t">
      {rows.map((row) => (
        <Row
          key={row.id}
          className="grid-cols-[auto_minmax(0,1fr)_auto] items-start gap-y-0.5 py-2.5 hover:bg-hover max-desk:gap-x-2 desk:py-1.5"
        >
          <td className="max-desk:order-5 max-desk:text-12 max-desk:text-ink-3 desk:text-ink-2">
            <Clock at={row.at} />
          </td>
          <td className="cut max-desk:order-1">
            <Who by={row.by} />
          </td>
          <td className="max-desk:order-2 max-desk:lowercase">{row.what}</td>
          <td className="min-w-0 text-ink-2 [overflow-wrap:anywhere] max-desk:order-4 max-desk:col-span-3">
            <What row={row} />
          </td>
          <td className="max-desk:order-3">
            <Result result={row.result} />
          </td>
          <td className={cn(wideCell, "cut text-ink-3 max-desk:order-6 max-desk:col-span-2 max-desk:text-12 desk:font-mono")}>
            {row.permission}
          </td>
          <td className={cn(wideCell, "cut text-ink-3 max-desk:hidden")} title={row.address ?? undefined}>
            {row.address ?? "unknown"}
          </td>
        </Row>
      ))}
    </Table>
  );
}

function Who({ by: { kind, name } }: Pick<Entry, "by">) {
  return <span className={kind === "person" ? "font-550" : "text-ink-3"}>{name}</span>;
}

function Result({ result }: { result: Entry["result"] }) {
  const { tone, icon: Icon, word } = results[result];
  return (
    <Mark tone={tone} icon={<Icon aria-hidden />} className="font-400">
      {word}
    </Mark>
  );
}

/** The subject, a link where it has a page, what the act noted, and the reason in quotes. */
function What({ row }: { row: Entry }) {
  const to = subjectHref(row.subject);
  const name = row.title ?? row.subject.replace(/^replay (?=\d+$)/, "rpl-");
  return (
    <>
      {to ? (
        <Link href={to} className="tap text-accent-ink underline decoration-from-font underline-offset-2 hover:decoration-2">
          {name}
        </Link>
      ) : (
        name
      )}
      {row.detail && <span>: {row.detail}</span>}
      {row.reason && <span className="text-ink-3"> “{row.reason}”</span>}
      {row.touched && (
        <>
          {" "}
          <Link
            href={`/messages?${new URLSearchParams({ filter: `operation:${row.operation} state:any` })}`}
            className="tap whitespace-nowrap text-12 text-ink-3 hover:underline"
          >
            its messages
          </Link>
        </>
      )}
    </>
  );
}

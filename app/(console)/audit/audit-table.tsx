"use client";

import type { inferRouterOutputs } from "@trpc/server";
import { Ban, Check, CircleAlert } from "lucide-react";
import Link from "next/link";
import { Clock } from "@/components/time";
import { cn } from "@/components/ui/class-names";
import { Mark, type Tone } from "@/components/ui/tag";
import type { AppRouter } from "@/server/trpc/router";

type Entry = inferRouterOutputs<AppRouter>["audit"]["list"]["entries"][number];

const results: Readonly<Record<Entry["result"], { tone: Tone; icon: typeof Check; word: string }>> = {
  allowed: { tone: "none", icon: Check, word: "done" },
  refused: { tone: "bad", icon: Ban, word: "refused" },
  failed: { tone: "bad", icon: CircleAlert, word: "failed" },
};
const cell = "border-line border-b px-2 py-1.5 align-top";

/** A row an act; on a phone two lines. */
export function AuditTable({ rows }: { rows: readonly Entry[] }) {
  return (
    <>
      <table className="hidden w-full table-fixed border-line border-t desk:table">
        <thead className="text-left text-11 text-ink-3">
          <tr className="h-7 border-line border-b">
            <th className="w-[134px] pl-pad font-400">When</th>
            <th className="w-[120px] px-2 font-400">Who</th>
            <th className="w-[148px] px-2 font-400">What</th>
            <th className="px-2 font-400">On, and why</th>
            <th className="w-[92px] px-2 font-400">Result</th>
            <th className="hidden w-[140px] px-2 font-400 wide:table-cell">Permission</th>
            <th className="hidden w-[136px] px-2 font-400 wide:table-cell">From</th>
          </tr>
        </thead>
        <tbody>
          {rows.map((row) => (
            <tr key={row.id} className="hover:bg-hover">
              <td className={cn(cell, "pl-pad text-ink-2")}>
                <Clock at={row.at} />
              </td>
              <td className={cn(cell, "truncate")}>
                <Who by={row.by} />
              </td>
              <td className={cell}>{row.what}</td>
              <td className={cn(cell, "text-ink-2 [overflow-wrap:anywhere]")}>
                <What row={row} />
              </td>
              <td className={cell}>
                <Result result={row.result} />
              </td>
              <td className={cn(cell, "hidden truncate font-mono text-ink-3 wide:table-cell")}>{row.permission}</td>
              <td className={cn(cell, "hidden truncate text-ink-3 wide:table-cell")} title={row.address ?? undefined}>
                {row.address ?? "unknown"}
              </td>
            </tr>
          ))}
        </tbody>
      </table>
      <ul className="border-line border-t desk:hidden">
        {rows.map((row) => (
          <li key={row.id} className="grid gap-0.5 border-line border-b px-pad py-2.5">
            <span className="flex items-center gap-2">
              <Who by={row.by} /> {row.what.toLowerCase()}
              <span className="ml-auto">
                <Result result={row.result} />
              </span>
            </span>
            <span className="text-ink-2 [overflow-wrap:anywhere]">
              <What row={row} />
            </span>
            <span className="text-12 text-ink-3">
              <Clock at={row.at} />, {row.permission}
            </span>
          </li>
        ))}
      </ul>
    </>
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

const pages: Readonly<Record<string, string>> = { replay: "/replays", group: "/groups", message: "/messages" };

/** The subject, a link where it has a page, and the reason in quotes. */
function What({ row }: { row: Entry }) {
  const [, noun = "", id = ""] = /^(replay|group|message) (\d+)$/.exec(row.subject) ?? [];
  const to = pages[noun];
  return (
    <>
      {to ? (
        <Link href={`${to}/${id}`} className="text-accent-ink underline decoration-from-font underline-offset-2 hover:decoration-2">
          {row.title ?? (noun === "replay" ? `rpl-${id}` : row.subject)}
        </Link>
      ) : (
        row.subject
      )}
      {row.reason && <span className="text-ink-3"> “{row.reason}”</span>}
    </>
  );
}

"use client";

import { Check, Minus } from "lucide-react";
import { useMine } from "@/components/may";
import { SkeletonRows } from "@/components/ui/states";
import { giverWords, linesOf, type MayLine } from "@/server/access/words";
import { Band } from "@/components/band";

/** What whoever is signed in may do, where, by which role, and who may give more. */
export function YourPermissions() {
  const { data: mine, error } = useMine();
  const band = { title: "Your permissions", note: "what you may do, where, and by which role" };
  if (!mine)
    return (
      <Band {...band}>
        {error ? <p className="border-line border-t px-pad py-3 text-ink-2">{error.message}</p> : <SkeletonRows rows={3} />}
      </Band>
    );
  if (mine.access === "everything")
    return (
      <Band {...band}>
        <p className="border-line border-t px-pad py-3 text-ink-2">
          Everything, in every queue: this console has no sign-in, so it listens on this machine only, and whoever reaches it is its
          operator.
        </p>
      </Band>
    );
  const lines = linesOf(mine.access);
  const lacking = lines.filter(({ where }) => where.length === 0);
  return (
    <Band {...band}>
      <ul>
        {lines.map((line) => (
          <Line key={line.permission} line={line} />
        ))}
      </ul>
      {lacking.length > 0 && <p className="border-line border-t px-pad py-2 text-12 text-ink-3">{giverWords(mine, "what you lack")}</p>}
    </Band>
  );
}

function Line({ line: { permission, words, where } }: { line: MayLine }) {
  const has = where.length > 0;
  return (
    <li
      className={`grid min-h-9 grid-cols-[14px_minmax(0,1fr)] items-start gap-x-3 border-line border-t px-pad py-2 desk:grid-cols-[14px_minmax(0,1.3fr)_minmax(0,1fr)] ${has ? "" : "text-ink-3"}`}
    >
      {has ? <Check className="mt-[3px] size-3.5 text-ok" aria-hidden /> : <Minus className="mt-[3px] size-3.5" aria-hidden />}
      <span className="min-w-0">
        {words} <code className="font-mono text-12 text-ink-3">{permission}</code>
      </span>
      <span className="min-w-0 max-desk:col-start-2">
        {has
          ? where.map(({ at, roles }) => (
              <span key={at} className="mr-3 inline-block">
                {at === "*/*" ? "everywhere" : <code className="font-mono [overflow-wrap:anywhere]">{at}</code>}{" "}
                <span className="text-12 text-ink-3">{roles}</span>
              </span>
            ))
          : "nowhere"}
      </span>
    </li>
  );
}

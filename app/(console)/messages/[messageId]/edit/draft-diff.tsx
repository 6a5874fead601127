"use client";

import dynamic from "next/dynamic";

/** The library of the diff is loaded with the editor only. */
export const DraftDiff = dynamic(() => import("@/components/diff").then((module) => module.Diff), { ssr: false });

/** How many lines changed, against which version. */
export function DiffHead({ lines: { added, removed }, version }: { lines: { added: number; removed: number }; version: number }) {
  return (
    <div className="flex h-11 items-center gap-2 border-line border-b px-pad">
      <h2 className="text-14 font-600">Diff</h2>
      <span className="text-12">
        <span className="text-ok">+{added}</span> <span className="text-bad">−{removed}</span>
      </span>
      <span className="ml-auto text-12 text-ink-3">{version === 1 ? "against the original" : `against version ${version}`}</span>
    </div>
  );
}

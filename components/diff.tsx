"use client";

import { JsonLine } from "./json-line";
import { diffLines } from "./line-diff";
import { cn } from "./ui/class-names";

const looks = {
  same: { sign: "", row: "", word: "" },
  out: { sign: "−", row: "bg-bad-soft", word: "removed" },
  in: { sign: "+", row: "bg-ok-soft", word: "added" },
} as const;

/** Two texts by their lines: what went, what came, and a little around it. */
export function Diff({ before, after, json, className }: { before: string; after: string; json: boolean; className?: string }) {
  const { lines } = diffLines(before, after);
  if (lines.length === 0) return <p className={cn("px-6 py-2 text-ink-3", className)}>Nothing is different.</p>;
  return (
    <div
      role="region"
      aria-label="Differences"
      tabIndex={0}
      className={cn("overflow-auto font-mono text-[12px] leading-[22px]", className)}
    >
      <div className="min-w-fit">
        {lines.map((line, index) =>
          line.kind === "fold" ? (
            <div key={index} className="flex px-3 text-ink-3">
              <span aria-hidden className="w-8 flex-none">
                ⋯
              </span>
              <span className="pl-6 font-sans text-12 leading-[22px]">{line.count} lines the same</span>
            </div>
          ) : (
            <div key={index} className={cn("flex px-3", looks[line.kind].row)}>
              <span className="w-8 flex-none select-none text-ink-3">{line.number}</span>
              <span className={cn("w-6 flex-none select-none", line.kind === "out" ? "text-bad" : "text-ok")}>
                <span aria-hidden>{looks[line.kind].sign}</span>
                <span className="sr-only">{looks[line.kind].word}</span>
              </span>
              <code className="whitespace-pre">{json ? <JsonLine text={line.text} /> : line.text}</code>
            </div>
          ),
        )}
      </div>
    </div>
  );
}

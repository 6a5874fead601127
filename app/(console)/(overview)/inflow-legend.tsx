"use client";

import { useId } from "react";
import { undatedText } from "@/components/died";
import { Verdict } from "@/components/verdict";
import type { Inflow } from "@/server/overview/output";
import { numberText, rateText } from "@/server/text/numbers";
import { KindPattern, kindLabel, kindLook, patternId } from "./kind-look";

const spans = { "1h": "last hour", "24h": "24 h", "7d": "7 d" } as const;

/** The chart in numbers: by verdict, then by category. Without `rates` nobody looked in the last minutes, or the chart is not by the minute. */
export function InflowLegend({ inflow, rates }: { inflow: Pick<Inflow, "range" | "kinds" | "total" | "undated">; rates: boolean }) {
  const chart = useId();
  const verdicts = [...new Set(inflow.kinds.map(({ verdict }) => verdict))].toSorted((a, b) => sum(inflow.kinds, b) - sum(inflow.kinds, a));
  if (inflow.kinds.length === 0) return <p className="self-start pt-1 text-12 text-ink-3">Nothing is known to have died in this time.</p>;
  const undated = undatedText(inflow.undated, inflow.total);
  return (
    <table className="w-full self-start text-12 tabular-nums">
      {undated && <caption className="caption-bottom pt-1 text-left text-11 text-ink-3">{undated}</caption>}
      <thead className="text-11 text-ink-3">
        <tr className="h-5">
          <th className="sr-only">Category</th>
          {rates && <th className="whitespace-nowrap text-right font-400">per min</th>}
          <th className="whitespace-nowrap pl-3 text-right font-400">{spans[inflow.range]}</th>
        </tr>
      </thead>
      {verdicts.map((verdict) => (
        <tbody key={verdict}>
          <tr className="h-7">
            <th scope="rowgroup" colSpan={3} className="pt-1.5 text-left font-400">
              <Verdict verdict={verdict} />
            </th>
          </tr>
          {inflow.kinds
            .filter((kind) => kind.verdict === verdict)
            .map((kind) => (
              <tr key={kind.category} className="h-[26px]">
                <th scope="row" className="text-left font-400">
                  <span className="flex items-center gap-2 whitespace-nowrap">
                    <svg width="10" height="10" aria-hidden className="flex-none rounded-[2px]">
                      <defs>
                        <KindPattern chart={chart} kind={kind} />
                      </defs>
                      <rect width="10" height="10" fill={`url(#${patternId(chart, kind)})`} />
                      {kindLook(kind).texture === "cap" && <rect width="10" height="2.5" fill="var(--c-timeout)" />}
                    </svg>
                    {kindLabel(kind)}
                  </span>
                </th>
                {rates && <td className="text-right">{perMinute(kind.perMinute)}</td>}
                <td className="text-right">{numberText(kind.total)}</td>
              </tr>
            ))}
        </tbody>
      ))}
      <tfoot className="font-600">
        <tr className="h-[26px] border-line border-t">
          <th scope="row" className="text-left font-600">
            All
          </th>
          {rates && <td className="text-right">{perMinute(inflow.kinds.reduce((all, kind) => all + (kind.perMinute ?? 0), 0))}</td>}
          <td className="text-right">{numberText(inflow.total)}</td>
        </tr>
      </tfoot>
    </table>
  );
}

function sum(kinds: Inflow["kinds"], verdict: string): number {
  return kinds.filter((kind) => kind.verdict === verdict).reduce((all, { total }) => all + total, 0);
}

function perMinute(rate: number | null): string {
  return rate === null ? "" : rateText(rate);
}

"use client";

import { keepPreviousData, useQuery } from "@tanstack/react-query";
import dynamic from "next/dynamic";
import { useEffect, useState } from "react";
import { Clock, clockText, durationText } from "@/components/time";
import { useZone } from "@/components/time-zone";
import { useTRPC } from "@/components/trpc";
import { Section } from "@/components/ui/answer";
import { Skeleton } from "@/components/ui/skeleton";
import { Note } from "@/components/ui/states";
import { rateText } from "@/server/text/numbers";
import { plot } from "../../(overview)/plot";
import { type Draft, inputOf, type Kind } from "./draft";
import { OtherNumbers } from "./other-numbers";
import type { Chart, Known, OnlyNowKnown } from "./preview";

const RuleChart = dynamic(() => import("./rule-chart"), {
  ssr: false,
  loading: () => <Skeleton className="h-[140px] w-full desk:h-[190px]" />,
});

const settleMs = 500;
const mostListed = 8;

/** When the rule, as it is in the form, would have fired: by what is kept of the last 7 days. */
export function RulePreview({ draft, kind, onChange }: { draft: Draft; kind: Kind; onChange: (draft: Draft) => void }) {
  const settled = useSettled(JSON.stringify(inputOf(draft, kind)), settleMs);
  const rule = JSON.parse(settled) as ReturnType<typeof inputOf>;
  const preview = useQuery(
    useTRPC().alerts.preview.queryOptions(
      { rule },
      { placeholderData: keepPreviousData, staleTime: 60_000, refetchInterval: false, meta: { steady: true } },
    ),
  );
  const { data } = preview;
  return (
    <Section title="Would have fired" note="the last 7 days, judged moment by moment">
      {preview.isPending && <Skeleton className="h-10 w-full" />}
      {preview.isError && <Note tone="warn">{preview.error.message}</Note>}
      {data && !preview.isError && (
        <div aria-live="polite" className={preview.isPlaceholderData ? "opacity-60" : undefined}>
          <p className="font-550">{data.words}</p>
          {data.is === "known" && (
            <>
              {data.chart && <Limits of={data} chart={data.chart} />}
              {data.firings.length > 0 && <Firings of={data} />}
              <OtherNumbers
                of={data}
                value={draft.params[data.others[0]?.param ?? ""] ?? ""}
                onTry={(param, value) => onChange({ ...draft, params: { ...draft.params, [param]: value } })}
              />
            </>
          )}
          {data.is === "now" && <OnlyNow of={data} />}
        </div>
      )}
    </Section>
  );
}

/** On the time axis of the chart above, if there is one. */
const beside = { marginLeft: plot.left, marginRight: plot.right };

function Limits({ of: { from, to }, chart }: { of: Known; chart: Chart }) {
  const [last] = chart.points.toReversed();
  return (
    <div className="mt-3">
      <p className="mb-1 text-12 text-ink-3">
        The most of each {durationText(chart.bucketMs)}, in {chart.unit}; the dashed line is the limit
        {last ? `, ${rateText(last.limit)} now` : ""}
      </p>
      <RuleChart chart={chart} from={from} to={to} />
    </div>
  );
}

/** What the rule would do at this moment, and why nobody knows more. */
function OnlyNow({ of: { titles, total, why } }: { of: OnlyNowKnown }) {
  return (
    <>
      {titles.length > 0 && (
        <ul className="mt-2 grid gap-1">
          {titles.map((title) => (
            <li key={title} className="[overflow-wrap:anywhere]">
              {title}
            </li>
          ))}
        </ul>
      )}
      {total > titles.length && <p className="mt-1 text-12 text-ink-3">and {total - titles.length} more</p>}
      <p className="mt-2 text-ink-2">{why}</p>
    </>
  );
}

function Firings({ of: { firings, from, to, total } }: { of: Known }) {
  const { zone } = useZone();
  const [start, end] = [new Date(from).getTime(), new Date(to).getTime()];
  const part = (at: number) => ((Math.min(Math.max(at, start), end) - start) / (end - start)) * 100;
  return (
    <>
      <div aria-hidden className="relative mt-3 h-5 border-line-strong border-b" style={beside}>
        {firings.map(({ key, at, until }) => {
          const left = part(new Date(at).getTime());
          const width = Math.max(part(until ? new Date(until).getTime() : end) - left, 0.4);
          return (
            <span
              key={`${key} ${at}`}
              className={`absolute bottom-0 h-4 ${until ? "bg-line-control" : "bg-bad-mark"}`}
              style={{ left: `${Math.min(left, 100 - width)}%`, width: `${width}%` }}
            />
          );
        })}
      </div>
      <div className="mt-1 flex justify-between text-11 text-ink-3" style={beside}>
        <span>{clockText(new Date(from), zone, { date: true })}</span>
        <span>{clockText(new Date(to), zone, { date: true })}</span>
      </div>
      <ul className="mt-2 grid gap-1">
        {firings.slice(0, mostListed).map(({ key, name, at, until }) => (
          <li
            key={`${key} ${at}`}
            className="grid grid-cols-[112px_minmax(0,1fr)_auto] gap-x-3 max-desk:grid-cols-[auto_minmax(0,1fr)_auto]"
          >
            <Clock at={at} seconds={false} className="text-ink-3" />
            <span className="min-w-0 [overflow-wrap:anywhere]">{name}</span>
            <span className={until ? "text-ink-2" : "font-550 text-bad"}>
              {until ? `for ${durationText(new Date(until).getTime() - new Date(at).getTime())}` : "would fire now"}
            </span>
          </li>
        ))}
      </ul>
      {total > mostListed && <p className="mt-1 text-12 text-ink-3">and {total - mostListed} more before</p>}
    </>
  );
}

/** The text once it has not changed for so long: a rule is judged over a week, not at each key. */
function useSettled(text: string, ms: number): string {
  const [settled, setSettled] = useState(text);
  useEffect(() => {
    const timer = setTimeout(() => setSettled(text), ms);
    return () => clearTimeout(timer);
  }, [text, ms]);
  return settled;
}

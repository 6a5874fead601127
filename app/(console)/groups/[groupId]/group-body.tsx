"use client";

import { Undated, undatedText } from "@/components/died";
import { clockText, Clock } from "@/components/time";
import { useZone } from "@/components/time-zone";
import { Section } from "@/components/ui/answer";
import { Bars } from "@/components/ui/sparkline";
import { useBreakers } from "@/components/use-breakers";
import { verdictTone } from "@/components/verdict";
import { numberText } from "@/server/text/numbers";
import type { GroupPage } from "../group";
import { ReplayStages } from "../replay-stages";
import { GroupFacts } from "./group-facts";
import { GroupSamples } from "./group-samples";

/** The day, the verdict's reasons and samples on the left; facts on the right. */
export function GroupBody({ data }: { data: GroupPage }) {
  const { group } = data;
  return (
    <div className="grid flex-1 grid-cols-[minmax(0,1fr)] border-line border-t wide:grid-cols-[minmax(0,1fr)_320px]">
      <div className="min-w-0 [&>section:first-child]:border-t-0">
        {group.replay && (
          <Section title="Replay in progress">
            <ReplayStages replay={group.replay} />
          </Section>
        )}
        <Day data={data} />
        <Section title="Why" note="what the verdict rests on, strongest first">
          {data.evidence.length === 0 ? (
            <p className="text-ink-2">Nothing that these messages carry says why.</p>
          ) : (
            <ol className="grid gap-1 text-ink-2">
              {data.evidence.map((text, index) => (
                <li key={text} className="flex gap-2 [overflow-wrap:anywhere]">
                  <span className="w-4 flex-none text-right text-ink-3">{index + 1}</span>
                  {text}
                </li>
              ))}
            </ol>
          )}
          {data.errorText && (
            <pre className="mt-3 max-h-60 overflow-auto whitespace-pre-wrap rounded-2 bg-sunken px-3 py-2 font-mono text-ink-2 [overflow-wrap:anywhere]">
              {data.errorType && <b className="font-600 text-ink">{data.errorType}: </b>}
              {data.errorText}
            </pre>
          )}
        </Section>
        <GroupSamples samples={data.samples} group={group} />
      </div>
      <GroupFacts data={data} />
    </div>
  );
}

const halfHourMs = 1_800_000;

/** Where the breaker of its downstream was open. */
function OpenShade({ downstream, from, to }: { downstream: string | null; from: number; to: number }) {
  const { spans } = useBreakers("24h");
  const part = (at: number) => ((Math.min(Math.max(at, from), to) - from) / (to - from)) * 100;
  return spans
    .filter((span) => span.downstream === downstream && span.state === "open")
    .map((span) => {
      const left = part(new Date(span.from).getTime());
      const width = (span.to === null ? 100 : part(new Date(span.to).getTime())) - left;
      return (
        <span
          key={span.from}
          title={`The breaker of ${downstream} was open`}
          className="absolute inset-y-0 bg-bad-soft"
          style={{ left: `${left}%`, width: `${Math.max(width, 0.3)}%` }}
        />
      );
    });
}

function Day({ data: { group, asOf } }: { data: GroupPage }) {
  const { zone } = useZone();
  const end = new Date(asOf);
  // The last half-hour is the one that runs.
  const start = new Date((Math.floor(end.getTime() / halfHourMs) - group.spark.length + 1) * halfHourMs);
  const day = group.spark.reduce((sum, n) => sum + n, 0);
  const undated = undatedText(group.dayUndated, day);
  return (
    <Section
      title="Last 24 hours"
      note={
        <>
          {numberText(day)} by half-hour; the last one <Clock at={group.lastSeenAt} />
          <Undated known={group.lastDeathKnown} />
        </>
      }
    >
      <div className="relative [&>svg]:relative [&>svg]:w-full" role="img" aria-label={`${day} in the last 24 hours. ${undated ?? ""}`}>
        <OpenShade downstream={group.downstream} from={start.getTime()} to={start.getTime() + group.spark.length * halfHourMs} />
        <Bars values={group.spark} tone={verdictTone(group.verdict)} width={960} height={64} />
      </div>
      <div className="mt-1 flex justify-between text-11 text-ink-3">
        <span>{clockText(start, zone, { date: true })}</span>
        <span>{clockText(end, zone)}</span>
      </div>
      {undated && <p className="text-11 text-ink-3">{undated}</p>}
    </Section>
  );
}

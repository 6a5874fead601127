import Link from "next/link";
import { Clock } from "@/components/time";
import { numberText } from "@/server/text/numbers";
import type { Plan } from "./plan";

/** What is chosen, as of when, and what is in it. */
export function What({ plan, asOf, group }: { plan: Plan; asOf: string | null; group: number | null }) {
  const chosen = numberText(plan.chosen);
  const facts = [plan.keys > 1 && `in ${numberText(plan.keys)}${plan.keysCapped ? "+" : ""} keys`, mixWords(plan)]
    .filter(Boolean)
    .join(", ");
  return (
    <>
      <p className="text-14 max-desk:text-13 [overflow-wrap:anywhere]">
        <b className="font-600">{asOf ? `${chosen} ${plan.chosen === 1 ? "message" : "messages"}` : plan.words}</b>
        {asOf && group === null && ` that match: ${plan.words}`}
        {group !== null && (
          <>
            {" "}
            of the group{" "}
            <Link href={`/groups/${group}`} className="tap text-accent-ink hover:underline">
              {plan.words}
            </Link>
          </>
        )}
      </p>
      <p className="mt-0.5 text-12 text-ink-3">
        {asOf && (
          <>
            as of <Clock at={asOf} />
            {facts && ", "}
          </>
        )}
        {facts}
        <Deaths plan={plan} isFirst={!asOf && facts === ""} />.{asOf && " Messages that are captured later are not included."}
      </p>
      <Samples samples={plan.samples.filter(({ why }) => why === null)} />
    </>
  );
}

/** From when to when they died, and how many do not say. */
function Deaths({ plan: { diedFrom, diedTo, undated, chosen }, isFirst }: { plan: Plan; isFirst: boolean }) {
  const died = isFirst && (undated === 0 || undated === chosen) ? "Died" : "died";
  return (
    <>
      {diedFrom && diedTo && (
        <>
          {!isFirst && ", "}
          {undated > 0 && `${numberText(chosen - undated)} `}
          {died} <Clock at={diedFrom} seconds={false} />
          {minuteOf(diedFrom) !== minuteOf(diedTo) && (
            <>
              {" "}
              to <Clock at={diedTo} seconds={false} />
            </>
          )}
        </>
      )}
      {undated > 0 && `${isFirst && undated === chosen ? "" : ", "}${undated === chosen ? died : numberText(undated)} at an unknown time`}
    </>
  );
}

function minuteOf(at: string): number {
  return Math.floor(new Date(at).getTime() / 60_000);
}

function mixWords({ verdicts }: Plan): string {
  const mix = (["transient", "poison", "unknown"] as const).filter((verdict) => verdicts[verdict] > 0);
  const [only] = mix;
  if (only && mix.length === 1) return only === "unknown" ? "verdict unknown" : `all ${only}`;
  return mix.map((verdict) => `${numberText(verdicts[verdict])} ${verdict}`).join(", ");
}

/** A few of them, to look at. */
export function Samples({ samples }: { samples: Plan["samples"] }) {
  if (samples.length === 0) return null;
  return (
    <ul className="mt-2 border-line border-l pl-3">
      {samples.map((sample) => (
        <li key={sample.id} className="relative flex gap-3 text-12 leading-6 max-desk:flex-col max-desk:gap-0 max-desk:py-1">
          <Link
            href={`/messages/${sample.id}`}
            className="w-32 flex-none cut font-mono font-550 hover:text-accent-ink hover:underline max-desk:w-auto max-desk:after:absolute max-desk:after:inset-0"
          >
            {sample.eventKey ?? `message ${sample.id}`}
          </Link>
          <span className="min-w-0 cut text-ink-3" title={sample.title}>
            {[sample.eventType, sample.title].filter(Boolean).join(": ")}
          </span>
        </li>
      ))}
    </ul>
  );
}

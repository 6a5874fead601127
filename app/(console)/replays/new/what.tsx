import Link from "next/link";
import { Clock } from "@/components/time";
import type { Plan } from "./plan";

export function What({ plan, asOf }: { plan: Plan; asOf: string | null }) {
  const { poison, transient, unknown } = plan.verdicts;
  const mix = [
    transient > 0 && `${transient.toLocaleString("en")} transient`,
    poison > 0 && `${poison.toLocaleString("en")} poison`,
    unknown > 0 && `${unknown.toLocaleString("en")} unknown`,
  ]
    .filter(Boolean)
    .join(", ");
  return (
    <>
      <p>
        <b className="font-600">{plan.chosen.toLocaleString("en")}</b> {plan.chosen === 1 ? "message" : "messages"}:{" "}
        <span className="[overflow-wrap:anywhere]">{plan.words}</span>
      </p>
      <p className="text-12 text-ink-3">
        {asOf && (
          <>
            as of <Clock at={asOf} />; what dies later is not included.{" "}
          </>
        )}
        {mix}
      </p>
      <ul className="mt-2">
        {plan.samples.slice(0, 3).map((sample) => (
          <li key={sample.id} className="flex gap-3 border-line border-t py-1.5 text-12">
            <Link href={`/messages/${sample.id}`} className="w-28 flex-none truncate font-mono text-accent-ink hover:underline">
              {sample.eventKey ?? `message ${sample.id}`}
            </Link>
            <span className="min-w-0 truncate text-ink-2">{sample.title}</span>
          </li>
        ))}
      </ul>
    </>
  );
}

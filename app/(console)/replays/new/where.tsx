import { TriangleAlert } from "lucide-react";
import { ReceivingGroups } from "@/components/receiving-groups";
import { Checkbox } from "@/components/ui/checkbox";
import { Field, Radio } from "@/components/ui/field";
import { Note } from "@/components/ui/states";
import type { Receiver } from "@/server/sources/port";
import { numberText } from "@/server/text/numbers";
import type { Plan } from "./plan";

type Target = "failed_queue" | "origin" | "release" | "queue";
const options = [
  { value: "failed_queue", label: "The queue it failed in" },
  { value: "origin", label: "Origin exchange" },
  { value: "release", label: "Release to its dead-letter queue" },
  { value: "queue", label: "Another queue" },
] as const;

/** Where they go and who reads there; what is not known is said. */
export function Where({
  plan,
  target,
  queue,
  toOrigin,
  onTarget,
  onQueue,
  onToOrigin,
}: {
  plan: Plan;
  target: Target;
  queue: string;
  /** To the partition that each came from. */
  toOrigin: boolean;
  onTarget: (target: Target) => void;
  onQueue: (queue: string) => void;
  onToOrigin: (toOrigin: boolean) => void;
}) {
  return (
    <>
      <fieldset className="flex flex-wrap gap-x-6" aria-label="Target">
        {options
          .filter(({ value }) => value === target || isOffered(plan, value))
          .map(({ value, label }) => (
            <Radio key={value} name="target" value={value} checked={target === value} onChange={() => onTarget(value)} label={label} />
          ))}
      </fieldset>
      {target === "failed_queue" && (toOrigin || plan.offers.partition) && <PartitionChoice toOrigin={toOrigin} onToOrigin={onToOrigin} />}
      {target === "queue" && (
        <Field
          className="mt-2 max-w-80 font-mono"
          aria-label="Queue"
          placeholder="queue name"
          defaultValue={queue}
          // A name may begin or end with a space. One that is not there is refused by the plan.
          onBlur={({ target: { value } }) => value !== queue && onQueue(value)}
        />
      )}
      {target === "origin" && (
        <p className="mt-1 text-ink-2">Every queue bound to the exchange gets them again, also those that handled them already.</p>
      )}
      {target === "release" && (
        <p className="mt-1 text-ink-2">
          Each goes back unchanged, without Redrive headers, and is not watched. If it is captured again, it is linked to the message
          released here.
        </p>
      )}
      {target !== "release" && <Destinations of={plan.destinations} />}
    </>
  );
}

function PartitionChoice({ toOrigin, onToOrigin }: { toOrigin: boolean; onToOrigin: (toOrigin: boolean) => void }) {
  return (
    <>
      <label className="mt-1 flex min-h-7 items-center gap-2 max-desk:min-h-11">
        <Checkbox checked={toOrigin} onCheckedChange={onToOrigin} />
        <span>To the partition that each came from</span>
      </label>
      <p className="text-12 text-ink-3">
        {toOrigin
          ? "Whatever its key says. A record whose partition is not carried, or not there any more, is skipped."
          : "Without it a key goes where Java’s producers send it, and a record without a key to any partition."}
      </p>
    </>
  );
}

function Destinations({ of }: { of: Plan["destinations"] }) {
  const several = new Set(of.map(({ source }) => source)).size > 1;
  return (
    <ul className="mt-2 grid gap-1">
      {of.map((place) => (
        <li key={`${place.source} ${place.target}`} className="text-ink-2">
          <b className="font-550 font-mono text-ink">{place.target}</b> {several && `on ${place.source} `}gets {numberText(place.n)}.{" "}
          {place.failedIn && place.audience?.receivers?.length ? (
            <Groups n={place.n} receivers={place.audience.receivers} failedIn={place.failedIn} />
          ) : (
            readers(place)
          )}
          {place.audience?.warnings.map((warning) => (
            <Note
              key={warning.code}
              tone={warning.severity === "info" ? "none" : warning.severity}
              icon={<TriangleAlert aria-hidden />}
              className="mt-1"
            >
              {warning.text}
              {warning.mend && <code className="mt-1 block font-mono">{warning.mend}</code>}
            </Note>
          ))}
        </li>
      ))}
    </ul>
  );
}

/** A topic is read by every group for itself. */
function Groups({ n, receivers, failedIn }: { n: number; receivers: readonly Receiver[]; failedIn: readonly string[] }) {
  const all = `${numberText(receivers.length)} consumer ${receivers.length === 1 ? "group" : "groups"}`;
  return (
    <>
      {n === 1 ? "It" : "They"} would be received again by {receivers.length === 1 ? all : `all ${all}, not only by the one that failed`}:
      <div className="mt-1 border-line border-l pl-3">
        <ReceivingGroups receivers={receivers} failedIn={failedIn} />
      </div>
    </>
  );
}

function isOffered({ offers }: Plan, target: Target): boolean {
  return target === "origin" ? offers.exchange : target === "release" ? offers.release : true;
}

function readers({ audience, target }: Plan["destinations"][number]): string {
  if (!audience?.receivers) return "Who reads there is unknown.";
  if (audience.receivers.length === 0) return "Nobody receives it there.";
  if (audience.warnings.length > 0 && audience.receivers.every(({ consumers }) => consumers === 0)) return "";
  const [only] = audience.receivers;
  if (audience.receivers.length === 1 && only?.name === target && only.consumers === null) return "How many consumers it has is not known.";
  return audience.receivers
    .map(({ name, consumers }) =>
      consumers === null
        ? `${name}: how many consumers is unknown`
        : consumers === 0
          ? `${name} has no consumers now`
          : `${name} has ${consumers} ${consumers === 1 ? "consumer" : "consumers"}`,
    )
    .join("; ")
    .concat(".");
}

import { Tag } from "@/components/ui/tag";
import type { Receiver } from "@/server/sources/port";
import { numberText } from "@/server/text/numbers";

const most = 8;

/** The consumer groups of a topic that would receive what is sent to it, those that it failed in first; what Kafka does not tell is said. */
export function ReceivingGroups({ receivers, failedIn }: { receivers: readonly Receiver[]; failedIn: readonly string[] }) {
  const failed = ({ name }: Receiver) => failedIn.includes(name);
  const sorted = receivers.toSorted((a, b) => Number(failed(b)) - Number(failed(a)) || (a.name < b.name ? -1 : 1));
  return (
    <ul className="grid gap-0.5">
      {sorted.slice(0, most).map((receiver) => (
        <li key={receiver.name} className="flex flex-wrap items-center gap-x-2 text-ink-2">
          <span className="min-w-0 font-mono text-ink [overflow-wrap:anywhere]">{receiver.name}</span>
          {failed(receiver) && <Tag>failed here</Tag>}
          <span className="text-12 text-ink-3">{factsOf(receiver)}</span>
        </li>
      ))}
      {sorted.length > most && <li className="text-ink-3">and {numberText(sorted.length - most)} more</li>}
    </ul>
  );
}

function factsOf({ consumers, lag = null }: Receiver): string {
  const who =
    consumers === null
      ? "consumers unknown"
      : consumers === 0
        ? "no consumers now"
        : `${consumers} ${consumers === 1 ? "consumer" : "consumers"}`;
  const behind = lag === null ? "lag unknown" : lag === 0 ? "up to date" : `${numberText(lag)} ${lag === 1 ? "record" : "records"} behind`;
  return `${who}, ${behind}`;
}

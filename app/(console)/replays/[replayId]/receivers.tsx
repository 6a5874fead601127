import { numberText } from "@/server/text/numbers";
import type { Replay } from "./replay";

/** Who takes what it sends, as the brokers told last. Renders nothing before they were asked. */
export function Receivers({ replay: { receivers } }: { replay: Replay }) {
  if (receivers.length === 0) return null;
  return (
    <p className="mt-3 text-12 text-ink-2 [overflow-wrap:anywhere]">
      Receivers:{" "}
      {receivers.map(({ name, ...facts }, at) => (
        <span key={name}>
          {at > 0 && "; "}
          <span className="font-mono">{name}</span>, {receiverWords(facts)}
        </span>
      ))}
    </p>
  );
}

/** "6 of 8 consumers, 12 messages wait". */
export function receiverWords({ consumers, most, idle, backlog }: Omit<Replay["receivers"][number], "name">): string {
  const of = consumers !== null && consumers < most ? ` of ${numberText(most)}` : "";
  const who =
    consumers === null
      ? "consumers not known"
      : consumers === 0 && !idle
        ? "no consumer, and not waited for"
        : `${numberText(consumers)}${of} ${(of ? most : consumers) === 1 ? "consumer" : "consumers"}`;
  if (backlog === null) return who;
  return `${who}, ${backlog === 0 ? "nothing waits" : `${numberText(backlog)} ${backlog === 1 ? "message waits" : "messages wait"}`}`;
}

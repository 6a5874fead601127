import type { TopologyWarning } from "../sources/port.ts";
import type { QueueLine } from "./output.ts";

/**
 * Warnings that several queues of one source have word for word are of the source, and told once. The others stay with their queues, and so
 * does each that says that a message may be lost.
 */
export function shareWarnings(queues: readonly QueueLine[]): {
  readonly warnings: readonly TopologyWarning[];
  readonly queues: readonly QueueLine[];
} {
  const keyOf = ({ code, text, mend }: TopologyWarning) => JSON.stringify([code, text, mend]);
  const all = queues.flatMap((queue) => queue.warnings);
  const told = new Map<string, number>();
  for (const warning of all) told.set(keyOf(warning), (told.get(keyOf(warning)) ?? 0) + 1);
  const isShared = (warning: TopologyWarning) => warning.severity !== "bad" && (told.get(keyOf(warning)) ?? 0) > 1;
  const shared = new Map(all.filter(isShared).map((warning) => [keyOf(warning), warning]));
  if (shared.size === 0) return { warnings: [], queues };
  return {
    warnings: [...shared.values()],
    queues: queues.map((queue) => ({ ...queue, warnings: queue.warnings.filter((warning) => !isShared(warning)) })),
  };
}

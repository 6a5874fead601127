import type { LogPart, LogReader, LogState } from "../sources/log.ts";
import type { Audience } from "../sources/port.ts";
import type { Ctx } from "../context.ts";
import type { QueueId } from "./input.ts";
import { fromBroker, openLog } from "./open-log.ts";

const mostOrigins = 3;

export interface QueueLogView extends Pick<LogState, "settings"> {
  /** What the log calls a position: "offset". */
  readonly noun: string;
  /** Positions as people read them: it holds those from `first` up to, but not including, `end`. */
  readonly parts: readonly LogPart[];
  readonly readers: readonly Omit<LogReader, "positions">[];
  /** Who reads the topics that dead letters come from; audience null: it cannot be read. */
  readonly origins: readonly { readonly topic: string; readonly audience: Audience | null }[];
}

/** A topic's partitions, how far each is read by Redrive and by others, and who reads the topics that its records come from. */
export async function readQueueLog(ctx: Ctx, input: QueueId): Promise<QueueLogView> {
  const { source, name, origins, log, positions } = await openLog(ctx, input);
  const broker = ctx.brokers.get(source);
  const [state, audiences] = await Promise.all([
    fromBroker(log.read(name)),
    Promise.all(
      (origins ?? []).slice(0, mostOrigins).map(async (topic) => ({
        topic,
        audience: await broker.audience({ to: "queue", queue: topic }).catch(() => null),
      })),
    ),
  ]);
  const { noun, text } = positions;
  return {
    noun,
    parts: state.parts.map(({ first, next, end, ...part }) => ({ ...part, first: text(first), next: text(next), end: text(end) })),
    readers: state.readers.map(({ name: group, consumers, behind }) => ({ name: group, consumers, behind })),
    settings: state.settings,
    origins: audiences,
  };
}

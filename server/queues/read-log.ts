import type { Ctx } from "../context.ts";
import type { QueueId } from "./input.ts";
import { fromBroker, openLog } from "./open-log.ts";
import type { QueueLogView } from "./output.ts";

const mostOrigins = 3;

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

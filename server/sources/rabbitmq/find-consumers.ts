import { BrokerError } from "../port.ts";
import type { Look } from "./look.ts";
import type { Management } from "./management.ts";

/** Who consumes these queues now, by tag; null: a consumer of which AMQP tells no more than that it is there. */
export async function findConsumers(
  queues: readonly string[],
  { management, inspect }: Pick<Look, "inspect"> & { readonly management: Management | null },
): Promise<ReadonlyMap<string, readonly (string | null)[]>> {
  if (management !== null) {
    const found = Map.groupBy(await management.consumers(), ({ queue }) => queue.name);
    return new Map(queues.map((queue) => [queue, (found.get(queue) ?? []).map(({ consumer_tag }) => consumer_tag)]));
  }
  const counted = await Promise.all(
    queues.map(async (queue): Promise<[string, null[]]> => {
      const { consumerCount } = await inspect(queue).catch((error: unknown) =>
        error instanceof BrokerError && error.code === "missing" ? { consumerCount: 0 } : Promise.reject(error),
      );
      return [queue, Array.from({ length: consumerCount }, () => null)];
    }),
  );
  return new Map(counted);
}

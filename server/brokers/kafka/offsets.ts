import type { Depth } from "../broker.ts";
import type { Client } from "./client.ts";

/** How many records lie behind what Redrive has mirrored; the log itself keeps its records whatever is read. */
export async function readDepth(client: Client, topic: string): Promise<Depth> {
  await client.partitions(topic);
  const admin = await client.admin();
  const [ends, [group]] = await Promise.all([
    admin.fetchTopicOffsets(topic),
    admin.fetchOffsets({ groupId: client.groupOf(topic), topics: [topic] }),
  ]);
  const committed = new Map(group?.partitions.map(({ partition, offset }) => [partition, BigInt(offset)]));
  const behind = ends.map(({ partition, low, high }) => {
    const from = committed.get(partition) ?? -1n;
    const next = from > BigInt(high) || from < BigInt(low) ? BigInt(low) : from;
    return BigInt(high) - next;
  });
  return { ready: Number(behind.reduce((sum, n) => sum + n, 0n)), oldestAt: null, expiresAt: null };
}

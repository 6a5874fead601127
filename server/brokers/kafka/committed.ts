import { setTimeout as delay } from "node:timers/promises";
import type { Client } from "./client.ts";
import { isPassing } from "./errors.ts";

const firstWaitMs = 100;
const lastWaitMs = 3_200;

/**
 * What a group has committed in a topic, by partition; "-1": nothing. While the group's coordinator moves or loads, it is asked again for some six
 * seconds: kafkajs does not do so here.
 */
export async function fetchCommitted(
  client: Client,
  groupId: string,
  topic: string,
): Promise<readonly { partition: number; offset: string }[]> {
  const admin = await client.admin();
  for (let waitMs = firstWaitMs; ; waitMs *= 2) {
    try {
      const [offsets] = await admin.fetchOffsets({ groupId, topics: [topic] });
      return offsets?.partitions ?? [];
    } catch (error) {
      if (waitMs > lastWaitMs || !isPassing(error)) throw error;
      await delay(waitMs);
    }
  }
}

import { setTimeout as delay } from "node:timers/promises";
import type { Client } from "./client.ts";
import { isPassing } from "./errors.ts";

const firstWaitMs = 100;
const lastWaitMs = 3_200;

/** By partition; "-1": nothing. */
export type Committed = readonly { readonly partition: number; readonly offset: string }[];

/** What a group has committed in a topic. */
export async function fetchCommitted(client: Client, groupId: string, topic: string): Promise<Committed> {
  const [offsets] = await fetchOffsets(client, { groupId, topics: [topic] });
  return offsets?.partitions ?? [];
}

/** Whether a group has committed anything in any topic. */
export async function hasCommitted(client: Client, groupId: string): Promise<boolean> {
  const topics = await fetchOffsets(client, { groupId });
  return topics.some(({ partitions }) => partitions.some(({ offset }) => offset !== "-1"));
}

/** While the group's coordinator moves or loads, it is asked again for some six seconds: kafkajs does not do so here. */
async function fetchOffsets(client: Client, of: { groupId: string; topics?: string[] }) {
  const admin = await client.admin();
  for (let waitMs = firstWaitMs; ; waitMs *= 2) {
    try {
      return await admin.fetchOffsets(of);
    } catch (error) {
      if (waitMs > lastWaitMs || !isPassing(error)) throw error;
      await delay(waitMs);
    }
  }
}

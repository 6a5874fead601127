import { BrokerError, type Intake } from "../port.ts";
import type { Client } from "./client.ts";
import { readTopicSettings } from "./settings.ts";

/** What a topic takes: `max.message.bytes`, where it may be read. */
export async function readIntake(client: Client, topic: string): Promise<Intake> {
  try {
    await client.partitions(topic);
  } catch (error) {
    if (!(error instanceof BrokerError) || error.code !== "missing") throw error;
    return { missing: `There is no topic "${topic}".`, most: { head: null, all: null } };
  }
  const settings = await readTopicSettings(client, [topic]);
  return { missing: null, most: { head: null, all: settings.get(topic)?.mostBytes ?? null } };
}

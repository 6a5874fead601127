import type { Depth } from "../port.ts";
import type { Client } from "./client.ts";
import type { Fetcher } from "./fetcher.ts";
import { nextOf, readPositions } from "./position.ts";
import { readTopicSettings } from "./settings.ts";

/** How much lies behind what Redrive has mirrored, and when the first of it is old enough to be removed; the log keeps its records whatever is read. */
export async function readDepth(client: Client, fetcher: Fetcher, topic: string): Promise<Depth> {
  const positions = await readPositions(client, topic);
  const ready = Number(positions.reduce((sum, position) => sum + position.high - nextOf(position), 0n));
  if (ready === 0) return { ready, oldestAt: null, expiresAt: null };
  const behind = positions.filter((position) => nextOf(position) < position.high);
  const [settings, ...times] = await Promise.all([
    readTopicSettings(client, [topic]),
    ...behind.map((position) => firstTime(fetcher, topic, position.partition, nextOf(position))),
  ]);
  const known = times.filter((time) => time !== null);
  if (known.length === 0) return { ready, oldestAt: null, expiresAt: null };
  const oldest = Math.min(...known);
  const retentionMs = settings.get(topic)?.retentionMs ?? null;
  return { ready, oldestAt: new Date(oldest), expiresAt: retentionMs === null ? null : new Date(oldest + retentionMs) };
}

/** When the first record at or after an offset was made; null for what no clock shows. */
async function firstTime(fetcher: Fetcher, topic: string, partition: number, offset: bigint): Promise<number | null> {
  const { records } = await fetcher.fetch({ topic, partition, offset, committed: true });
  const time = Number(records[0]?.timestamp ?? "-1");
  return time > 0 && time < 8.64e15 ? time : null;
}

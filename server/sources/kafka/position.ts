import { BrokerError } from "../port.ts";
import { orderedNumbers } from "../position.ts";
import type { Client } from "./client.ts";
import { fetchCommitted } from "./committed.ts";

/** The offset that a position stands for. Throws for text that is none. */
export function offsetOf(at: string): bigint {
  const [offset, ...more] = orderedNumbers(at) ?? [];
  if (offset === undefined || more.length > 0) throw new BrokerError("invalid", "This is no offset.");
  return offset;
}

/** Where Redrive goes on in a partition, and what the log holds: from `low` up to, but not including, `high`. */
export interface Position {
  readonly partition: number;
  /** null: nothing of it was ever read. */
  readonly committed: bigint | null;
  readonly low: bigint;
  readonly high: bigint;
}

export async function readPositions(client: Client, topic: string): Promise<readonly Position[]> {
  await client.partitions(topic);
  const admin = await client.admin();
  const [ends, offsets] = await Promise.all([admin.fetchTopicOffsets(topic), fetchCommitted(client, client.groupOf(topic), topic)]);
  return ends.map(({ partition, low, high }) => {
    const known = offsets.find((one) => one.partition === partition);
    const committed = known && known.offset !== "-1" ? BigInt(known.offset) : null;
    return { partition, committed, low: BigInt(low), high: BigInt(high) };
  });
}

/** The first offset that is still to be read; the log's first one where the place that was committed is not in it. */
export function nextOf({ committed, low, high }: Position): bigint {
  return committed === null || committed < low || committed > high ? low : committed;
}

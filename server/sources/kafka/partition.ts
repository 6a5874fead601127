import type { PartitionMetadata } from "kafkajs";
import type { Outcome } from "../port.ts";
import { Partitioners } from "./records.ts";

const choose = Partitioners.DefaultPartitioner();

/** The partition that Java's clients choose for a key. */
export function partitionOfKey(topic: string, key: Uint8Array, partitionMetadata: readonly PartitionMetadata[]): number {
  return choose({ topic, partitionMetadata: [...partitionMetadata], message: { key: Buffer.from(key), value: null } });
}

/** Why a partition that was asked for cannot be sent to; null: it can. The client itself would say nothing, and send nothing. */
export function refusePartition(topic: string, partition: number | undefined, present: readonly PartitionMetadata[]): Outcome | null {
  if (partition === undefined || present.some(({ partitionId }) => partitionId === partition)) return null;
  const has = present.length === 1 ? "1 partition now, 0" : `${present.length} partitions now, 0 to ${present.length - 1}`;
  return { state: "refused", reason: `It came from partition ${partition}, which "${topic}" does not have: it has ${has}.` };
}

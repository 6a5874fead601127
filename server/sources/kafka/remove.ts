import type { Position, Removal } from "../log.ts";
import { BrokerError } from "../port.ts";
import type { Client } from "./client.ts";
import { errorType, isRefusal, toBrokerError } from "./errors.ts";
import { offsetOf } from "./position.ts";

/** DeleteRecords. Where the broker did not answer, the first offset is read back: once it has moved, the records are gone. */
export async function removeBefore(client: Client, topic: string, positions: readonly Position[]): Promise<readonly Removal[]> {
  const marks = positions.map(({ part, at }) => ({ part, partition: Number(part), before: offsetOf(at) }));
  const failed = new Map<number, unknown>();
  try {
    const admin = await client.admin();
    // kafkajs looks for the leaders in what it has read of the topic before.
    await admin.fetchTopicOffsets(topic);
    await admin.deleteTopicRecords({ topic, partitions: marks.map(({ partition, before }) => ({ partition, offset: String(before) })) });
  } catch (error) {
    const told = partitionErrors(error);
    for (const { partition } of marks) {
      if (told === null) failed.set(partition, error);
      else if (told.has(partition)) failed.set(partition, told.get(partition));
    }
  }
  const firsts = failed.size > 0 ? await readFirsts(client, topic) : null;
  return marks.map(({ part, partition, before }): Removal => {
    const error = failed.get(partition);
    if (error === undefined || (firsts?.get(partition) ?? -1n) >= before) return { part, state: "done", reason: null };
    if (errorType(error) === "POLICY_VIOLATION")
      return { part, state: "refused", reason: "Kafka removes nothing from a topic that is only compacted (POLICY_VIOLATION)." };
    const told = toBrokerError(client, `remove records of "${topic}"`, error);
    if (!(told instanceof BrokerError)) throw told;
    const { message } = told;
    return { part, state: isRefusal(error) ? "refused" : "unknown", reason: message };
  });
}

/** What the broker said of single partitions; null: it said nothing of them. */
function partitionErrors(error: unknown): ReadonlyMap<number, unknown> | null {
  for (let at: unknown = error; at instanceof Error; at = at.cause) {
    if (at.name === "KafkaJSDeleteTopicRecordsError" && "partitions" in at) {
      const list = at.partitions as readonly { readonly partition: number; readonly error: unknown }[];
      return new Map(list.map((one) => [one.partition, one.error]));
    }
  }
  return null;
}

async function readFirsts(client: Client, topic: string): Promise<ReadonlyMap<number, bigint> | null> {
  try {
    const admin = await client.admin();
    return new Map((await admin.fetchTopicOffsets(topic)).map(({ partition, low }) => [partition, BigInt(low)]));
  } catch {
    return null;
  }
}

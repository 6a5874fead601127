import type { BrokerLog } from "../port.ts";
import { orderedText } from "../position.ts";
import type { Client } from "./client.ts";
import { fetchCommitted } from "./committed.ts";
import type { Fetcher } from "./fetcher.ts";
import { nextRecord, readLog } from "./log.ts";
import { partitionOfKey } from "./partition.ts";
import { offsetOf } from "./position.ts";
import { readMembers } from "./members.ts";
import { readRecords } from "./read-records.ts";
import { removeBefore } from "./remove.ts";

interface Connections {
  readonly client: Client;
  readonly fetcher: Fetcher;
  /** Reads single records of the shop's topics, apart from what capture reads. */
  readonly originals: Fetcher;
  /** Throws the client's error as a `BrokerError` that says what Redrive could not do. */
  readonly fail: (doing: string) => (error: unknown) => never;
}

/** What the port asks of a log, on Kafka: parts are partitions, positions are offsets. */
export function openLog({ client, fetcher, originals, fail }: Connections): BrokerLog {
  return {
    read: (topic) => readLog(client, topic).catch(fail(`read "${topic}"`)),
    recordsAt: async (topic, part, ats, signal) => {
      const offsets = ats.map((at) => Number(offsetOf(at)));
      const found = await readRecords(client, originals, { topic, partition: Number(part), offsets, signal }).catch(
        fail(`read "${topic}"`),
      );
      return new Map([...found].map(([offset, record]) => [orderedText(offset), record]));
    },
    partitions: async (topic) => {
      const partitions = await client.partitions(topic).catch(fail(`read "${topic}"`));
      return {
        parts: partitions.map(({ partitionId }) => String(partitionId)),
        of: (key) => String(partitionOfKey(topic, key, partitions)),
      };
    },
    committed: async (topic, group) => {
      const offsets = await client
        .partitions(topic)
        .then(() => fetchCommitted(client, group, topic))
        .catch(fail(`look at consumer group "${group}"`));
      return new Map(
        offsets.filter(({ offset }) => offset !== "-1").map(({ partition, offset }) => [String(partition), orderedText(offset)]),
      );
    },
    members: (topics) => readMembers(client, topics).catch(fail("look at its own consumer groups")),
    nextRecord: (topic, from) => nextRecord(client, fetcher, topic, from).catch(fail(`read "${topic}"`)),
    removeBefore: (topic, marks) => removeBefore(client, topic, marks),
  };
}

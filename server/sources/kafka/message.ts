import type { RawMessage } from "../port.ts";
import { identityOf, orderedText } from "../position.ts";
import { packHead } from "./head.ts";
import type { FetchedRecord } from "./records.ts";

export function toMessage(topic: string, partition: number, record: FetchedRecord): RawMessage {
  const { offset, timestamp, appendTime, key, value, rawHeaders } = record;
  return {
    body: value,
    head: packHead({ topic, partition, offset: BigInt(offset), timestamp: BigInt(timestamp), appendTime, key, rawHeaders }),
    position: `partition ${partition}, offset ${offset}`,
    // The time tells a topic that was deleted and recreated from the one before.
    identity: identityOf({ part: String(partition), at: orderedText(offset), mark: timestamp }),
    redelivered: null,
  };
}

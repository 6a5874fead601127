import { Kafka, logLevel } from "../sources/kafka/records.ts";
import { kcat } from "./kcat.ts";

export interface RecordPlace {
  readonly partition: number;
  readonly offset: number;
}

/** Ways of the shop and of its broker to put dead letters on the topic `dead` for what failed on `topic`. */
export function deadLetterWriters(bootstrap: string, { topic, dead }: { readonly topic: string; readonly dead: string }) {
  /** What a listener of Spring Kafka leaves when it fails with a record. `group`: its consumer group, where it says so. */
  const fail = (count: number, from = 0, group: string | null = null) => {
    const headers = [
      "tenant=north",
      "tenant=south",
      "none",
      `kafka_dlt-original-topic=${topic}`,
      "kafka_dlt-exception-cause-fqcn=java.net.ConnectException",
      "kafka_dlt-exception-message=Listener failed; refused",
      ...(group === null ? [] : [`kafka_dlt-original-consumer-group=${group}`]),
    ].flatMap((header) => ["-H", header]);
    const lines = Array.from({ length: count }, (_, n) => `ord-${from + n}:{"eventId":"e-${from + n}","eventType":"OrderPlaced"}`);
    kcat(bootstrap, ["-P", "-t", dead, "-K", ":", ...headers], Buffer.from(lines.join("\n")));
  };
  /** What a listener leaves that names the record which it failed with. */
  const failWith = (body: string, { partition, offset }: RecordPlace) => {
    const headers = [
      `x-original-topic=${topic}`,
      `x-original-partition=${partition}`,
      `x-original-offset=${offset}`,
      "x-exception-fqcn=java.lang.IllegalStateException",
      "x-exception-message=no",
      "x-exception-stacktrace=java.lang.IllegalStateException: no",
    ];
    kcat(bootstrap, ["-P", "-t", dead, "-k", "ord-1", ...headers.flatMap((header) => ["-H", header])], Buffer.from(body));
  };
  /** What the broker leaves of records that a share group gave up, as it was seen to. */
  const giveUp = async (places: readonly RecordPlace[]) => {
    const producer = new Kafka({ brokers: [bootstrap], logLevel: logLevel.NOTHING }).producer();
    await producer.connect();
    const messages = places.map(({ partition, offset }) => ({
      key: null,
      value: null,
      partition: 0,
      headers: {
        "__dlq.errors.topic": topic,
        "__dlq.errors.partition": String(partition),
        "__dlq.errors.offset": String(offset),
        "__dlq.errors.group": "billing",
        "__dlq.errors.delivery.count": "5",
        "__dlq.errors.message": "Offset delivery count exceeded the threshold.",
      },
    }));
    await producer.send({ topic: dead, messages });
    await producer.disconnect();
  };
  return { fail, failWith, giveUp };
}

import { setTimeout as delay } from "node:timers/promises";
import type { Admin, ITopicConfig } from "kafkajs";

const servedMs = 30_000;

/** Makes topics and waits until the broker serves them. kafkajs's own `waitForLeaders` fails where the broker has not heard of a new topic yet. */
export async function makeTopics(admin: Admin, topics: readonly ITopicConfig[]): Promise<void> {
  await admin.createTopics({ topics: [...topics], waitForLeaders: false });
  const names = topics.map(({ topic }) => topic);
  const isServed = () =>
    admin.fetchTopicMetadata({ topics: names }).then(
      (known) => known.topics.every(({ partitions }) => partitions.length > 0 && partitions.every(({ leader }) => leader >= 0)),
      () => false,
    );
  for (const end = Date.now() + servedMs; !(await isServed()); await delay(50))
    if (Date.now() > end) throw new Error(`Kafka does not serve ${names.join(", ")} within ${servedMs / 1_000} s.`);
}

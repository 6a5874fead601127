import type { Client } from "./client.ts";
import { errorType } from "./errors.ts";
import { ConfigResourceTypes } from "./records.ts";

export interface TopicSettings {
  /** Of records with one key only the newest stays. */
  readonly compacted: boolean;
  /** How long a record stays; null: for ever. */
  readonly retentionMs: number | null;
  /** The largest batch of records that it takes; null: it is not told. */
  readonly mostBytes: number | null;
  /** The broker may put dead letters of share groups there (KIP-1191). */
  readonly holdsDead: boolean;
}

const forShareGroups = "errors.deadletterqueue.group.enable";
const asked = ["cleanup.policy", "retention.ms", "max.message.bytes", forShareGroups];

/** Settings of topics. Reading them is a right of its own: a topic whose settings may not be read is left out. */
export async function readTopicSettings(client: Client, topics: readonly string[]): Promise<ReadonlyMap<string, TopicSettings>> {
  if (topics.length === 0) return new Map();
  try {
    const admin = await client.admin();
    const resources = topics.map((name) => ({ type: ConfigResourceTypes.TOPIC, name, configNames: asked }));
    const { resources: described } = await admin.describeConfigs({ resources, includeSynonyms: false });
    return new Map(
      described.map(({ resourceName, configEntries }) => {
        const value = (name: string) => configEntries.find(({ configName }) => configName === name)?.configValue ?? "";
        const [policy, retention] = [value("cleanup.policy"), Number(value("retention.ms") || "-1")];
        const removes = policy.includes("delete") && retention >= 0;
        const mostBytes = Number(value("max.message.bytes") || "0") || null;
        return [
          resourceName,
          {
            compacted: policy.includes("compact"),
            retentionMs: removes ? retention : null,
            mostBytes,
            holdsDead: value(forShareGroups) === "true",
          },
        ];
      }),
    );
  } catch (error) {
    // Where one topic is denied, or was deleted since it was listed, kafkajs tells nothing of the others: they are asked in halves.
    if (topics.length === 1 || errorType(error) === "") return new Map();
    const half = Math.ceil(topics.length / 2);
    const halves = await Promise.all([topics.slice(0, half), topics.slice(half)].map((some) => readTopicSettings(client, some)));
    return new Map(halves.flatMap((some) => [...some]));
  }
}

/** Whether the broker creates a topic that a producer writes to; null: unknown, since reading its settings is a right of its own. */
export async function createsTopics(client: Client): Promise<boolean | null> {
  try {
    const admin = await client.admin();
    const { brokers } = await admin.describeCluster();
    const setting = "auto.create.topics.enable";
    const asked = brokers.map(({ nodeId }) => ({ type: ConfigResourceTypes.BROKER, name: String(nodeId), configNames: [setting] }));
    const { resources } = await admin.describeConfigs({ resources: asked, includeSynonyms: false });
    const values = resources.map(({ configEntries }) => configEntries.find(({ configName }) => configName === setting)?.configValue);
    if (values.some((value) => value === "true")) return true;
    return values.length > 0 && values.every((value) => value === "false") ? false : null;
  } catch (error) {
    if (errorType(error) === "") throw error;
    return null;
  }
}

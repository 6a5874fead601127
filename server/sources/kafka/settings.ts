import type { Client } from "./client.ts";
import { ConfigResourceTypes } from "./records.ts";

export interface TopicSettings {
  /** Of records with one key only the newest stays. */
  readonly compacted: boolean;
  /** How long a record stays; null: for ever. */
  readonly retentionMs: number | null;
}

const asked = ["cleanup.policy", "retention.ms"];

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
        return [resourceName, { compacted: policy.includes("compact"), retentionMs: removes ? retention : null }];
      }),
    );
  } catch {
    return new Map();
  }
}

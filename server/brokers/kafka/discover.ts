import type { FoundQueue, TopologyWarning } from "../broker.ts";
import type { Client } from "./client.ts";
import { ConfigResourceTypes } from "./records.ts";
import { roleOf } from "./topology.ts";

/** Every topic but the broker's own; of those that look like dead letters, whether compaction would lose some. */
export async function discoverTopics(client: Client): Promise<readonly FoundQueue[]> {
  const admin = await client.admin();
  const names = (await admin.listTopics()).filter((name) => !name.startsWith("__"));
  const known = new Set(names);
  const roles = names.map((name) => ({ name, ...roleOf(name, known) }));
  const compacted = await readCompacted(
    client,
    roles.filter(({ role }) => role !== "other").map(({ name }) => name),
  );
  return roles.map(({ name, role, origins }) => ({
    name,
    type: "topic",
    role,
    origins,
    warnings: compacted.has(name) ? [compactedWarning(name)] : [],
    depth: { ready: null, oldestAt: null, expiresAt: null },
  }));
}

/** Reading a topic's settings is a right of its own: without it there is nothing to warn of. */
async function readCompacted(client: Client, names: readonly string[]): Promise<ReadonlySet<string>> {
  if (names.length === 0) return new Set();
  try {
    const admin = await client.admin();
    const resources = names.map((name) => ({ type: ConfigResourceTypes.TOPIC, name, configNames: ["cleanup.policy"] }));
    const { resources: described } = await admin.describeConfigs({ resources, includeSynonyms: false });
    const isCompacted = ({ configEntries }: (typeof described)[number]) =>
      configEntries.some(({ configName, configValue }) => configName === "cleanup.policy" && configValue.includes("compact"));
    return new Set(described.filter(isCompacted).map(({ resourceName }) => resourceName));
  } catch {
    return new Set();
  }
}

function compactedWarning(topic: string): TopologyWarning {
  return {
    code: "compacted",
    severity: "warn",
    text: "This topic is compacted: of dead letters with one key only the newest stays. What Redrive has mirrored it keeps.",
    mend: `kafka-configs.sh --bootstrap-server … --alter --entity-type topics --entity-name ${quoted(topic)} --add-config cleanup.policy=delete`,
  };
}

/** Kafka allows letters, digits, dots, dashes and underscores; what else stands there is for no shell. */
function quoted(topic: string): string {
  return /^[\w.-]+$/.test(topic) ? topic : "'…'";
}

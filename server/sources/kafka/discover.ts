import type { FoundQueue, TopologyWarning } from "../port.ts";
import type { Client } from "./client.ts";
import { readTopicSettings } from "./settings.ts";
import { natureOf, roleOf } from "./topology.ts";

/** Every topic but the broker's own; of those that look like dead letters or are watched, whether compaction would lose some. */
export async function discoverTopics(client: Client, isWatched: (name: string) => boolean = () => false): Promise<readonly FoundQueue[]> {
  const admin = await client.admin();
  const names = (await admin.listTopics()).filter((name) => !name.startsWith("__"));
  const known = new Set(names);
  const roles = names.map((name) => ({ name, ...roleOf(name, known) }));
  const settings = await readTopicSettings(
    client,
    roles.filter(({ name, role }) => role !== "other" || isWatched(name)).map(({ name }) => name),
  );
  const live = new Set(roles.flatMap((topic) => topic.origins ?? []));
  return roles.map(({ name, role, origins }) => ({
    name,
    type: "topic",
    role,
    origins,
    nature: role === "other" ? natureOf(name, live) : null,
    warnings: settings.get(name)?.compacted ? [compactedWarning(name)] : [],
    depth: { ready: null, oldestAt: null, expiresAt: null },
  }));
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

import type { FoundQueue, TopologyWarning } from "../port.ts";
import type { Client } from "./client.ts";
import { createsTopics, readTopicSettings } from "./settings.ts";
import { missingTopics, natureOf, roleOf } from "./topology.ts";

interface Configured {
  /** Whether the configuration means a topic, by name or glob. */
  isWatched(name: string): boolean;
  /** Its names and globs. */
  readonly configured: readonly string[];
}

/**
 * Every topic but the broker's own; of those that look like dead letters or are watched, whether compaction would lose some, and of origins, whether a
 * configured dead-letter topic of theirs is not there. Where applications write their dead letters to Kafka does not tell.
 */
export async function discoverTopics(client: Client, { isWatched, configured }: Configured): Promise<readonly FoundQueue[]> {
  const admin = await client.admin();
  const names = (await admin.listTopics()).filter((name) => !name.startsWith("__"));
  const known = new Set(names);
  const roles = names.map((name) => ({ name, ...roleOf(name, known) }));
  const settings = await readTopicSettings(
    client,
    roles.filter(({ name, role }) => role !== "other" || isWatched(name)).map(({ name }) => name),
  );
  const missing = missingTopics(configured, known);
  const isRefused = missing.size > 0 && (await createsTopics(client)) === false;
  const live = new Set(roles.flatMap((topic) => topic.origins ?? []));
  return roles.map(({ name, role: named, origins }) => {
    const role = settings.get(name)?.holdsDead ? "dead_letter" : named;
    return {
      name,
      type: "topic",
      role,
      origins,
      nature: role === "other" ? natureOf(name, live) : null,
      warnings: [
        ...(isRefused ? (missing.get(name) ?? []).map((dead) => missingWarning(client, name, dead)) : []),
        ...(settings.get(name)?.compacted ? [compactedWarning(client, name)] : []),
      ],
      depth: { ready: null, oldestAt: null, expiresAt: null },
    };
  });
}

/** Nobody but the one who configured it knows that a topic of this name is meant; a producer is refused by a broker that does not make it. */
function missingWarning({ brokers }: Client, origin: string, topic: string): TopologyWarning {
  return {
    code: "dead_letter_topic_missing",
    severity: "bad",
    text: `The dead-letter topic "${topic}" of "${origin}" is configured in redrive.yaml, but does not exist, and the broker creates no topic by itself: no dead letter can be written there.`,
    mend: `kafka-topics.sh --bootstrap-server ${brokers.join(",")} --create --topic ${quoted(topic)}`,
  };
}

function compactedWarning({ brokers }: Client, topic: string): TopologyWarning {
  return {
    code: "compacted",
    severity: "warn",
    text: "This topic is compacted: of dead letters with one key only the newest stays. What Redrive has mirrored it keeps.",
    mend: `kafka-configs.sh --bootstrap-server ${brokers.join(",")} --alter --entity-type topics --entity-name ${quoted(topic)} --add-config cleanup.policy=delete`,
  };
}

/** Kafka allows letters, digits, dots, dashes and underscores; what else stands there is for no shell. */
function quoted(topic: string): string {
  return /^[\w.-]+$/.test(topic) ? topic : "'…'";
}

import { type Audience, BrokerError, type TopologyWarning } from "../port.ts";
import type { Client } from "./client.ts";
import { type Committed, fetchCommitted, hasCommitted } from "./committed.ts";
import { type GroupFacts, readerOf } from "./reader.ts";

/** It is asked of every group in the cluster: pages that read again and again share one answer. */
const freshMs = 5_000;
const mostNames = 5;

/** The groups that read topics, Redrive's own left out. */
export class Audiences {
  readonly #client: Client;
  readonly #known = new Map<string, { readonly at: number; readonly audience: Promise<Audience> }>();

  constructor(client: Client) {
    this.#client = client;
  }

  read(topic: string): Promise<Audience> {
    const known = this.#known.get(topic);
    if (known && performance.now() - known.at < freshMs) return known.audience;
    const audience = readAudience(this.#client, topic);
    this.#known.set(topic, { at: performance.now(), audience });
    audience.catch(() => this.#known.delete(topic));
    return audience;
  }
}

/** Live members by their assignment, and groups that have committed an offset and are away. */
async function readAudience(client: Client, topic: string): Promise<Audience> {
  try {
    await client.partitions(topic);
  } catch (error) {
    if (!(error instanceof BrokerError) || error.code !== "missing") throw error;
    return { receivers: [], warnings: [{ code: "missing", severity: "bad", text: `There is no topic "${topic}".`, mend: null }] };
  }
  const admin = await client.admin();
  const [groups, ends] = await Promise.all([readGroups(client, topic), admin.fetchTopicOffsets(topic)]);
  const readers = groups.map((group) => ({ group, reader: readerOf(topic, group, ends) }));
  const receivers = readers.flatMap(({ reader }) => (reader === null || reader === "unknown" ? [] : [reader]));
  const untold = readers.filter(({ reader }) => reader === "unknown").map(({ group }) => group);
  const warnings = untold.length > 0 ? [untoldWarning(untold)] : receivers.length === 0 ? [nobody(topic)] : [];
  return { receivers: receivers.length === 0 ? null : receivers, warnings };
}

export interface TopicReader {
  readonly name: string;
  /** null: away, or its members cannot be seen. */
  readonly consumers: number | null;
  /** The offsets that it would read next, where it has committed any. */
  readonly committed: Committed;
}

/** Groups of others that read a topic, with how far they are; those of which Kafka does not tell what they read are left out. */
export async function readReaders(client: Client, topic: string): Promise<readonly TopicReader[]> {
  return (await readGroups(client, topic)).flatMap((group) => {
    const reader = readerOf(topic, group, []);
    if (reader === null || reader === "unknown") return [];
    return [{ name: reader.name, consumers: reader.consumers, committed: group.committed.filter(({ offset }) => offset !== "-1") }];
  });
}

async function readGroups(client: Client, topic: string): Promise<readonly GroupFacts[]> {
  const admin = await client.admin();
  const listed = (await admin.listGroups()).groups.filter(({ groupId }) => !client.owns(groupId));
  if (listed.length === 0) return [];
  const { groups } = await admin.describeGroups(listed.map(({ groupId }) => groupId));
  return Promise.all(
    listed.map(async ({ groupId, protocolType }) => {
      const described = groups.find((group) => group.groupId === groupId);
      const { state, members } = described ?? { state: "Unknown" as const, members: [] };
      const committed = await fetchCommitted(client, groupId, topic);
      const commitsElsewhere = state === "Dead" && (await hasCommitted(client, groupId));
      return { groupId, protocolType, state, members, committed, commitsElsewhere };
    }),
  );
}

function untoldWarning(groups: readonly GroupFacts[]): TopologyWarning {
  const named = groups
    .slice(0, mostNames)
    .map(({ groupId, protocolType }) => (protocolType === "share" ? `${groupId} (share group)` : groupId));
  const more = groups.length > mostNames ? ` and ${groups.length - mostNames} more` : "";
  const text = `Which topics these consumer groups read is not known: ${named.join(", ")}${more}. They may receive it too.`;
  return { code: "untold-groups", severity: "info", text, mend: null };
}

/** A reader needs no group, and a topic keeps what nobody reads yet: that is no reason not to send. */
function nobody(topic: string): TopologyWarning {
  const text = `No consumer group is known to read "${topic}". What is sent waits there as long as the topic keeps it.`;
  return { code: "no-group", severity: "info", text, mend: null };
}

import { type Audience, BrokerError, type LogReader } from "../broker.ts";
import type { Client } from "./client.ts";
import { fetchCommitted } from "./committed.ts";
import { AssignerProtocol } from "./records.ts";

/** Groups that read a topic: live members by their assignment, and those that have committed an offset and are away. */
export async function readAudience(client: Client, topic: string): Promise<Audience> {
  try {
    await client.partitions(topic);
  } catch (error) {
    if (!(error instanceof BrokerError) || error.code !== "missing") throw error;
    return { receivers: [], warnings: [{ code: "missing", severity: "bad", text: `There is no topic "${topic}".`, mend: null }] };
  }
  const known = (await readReaders(client, topic)).map(({ name, consumers }) => ({ name, consumers }));
  return known.length === 0 ? nobody(topic) : { receivers: known, warnings: [] };
}

/** Groups of others that read a topic, with how far they are. */
export async function readReaders(client: Client, topic: string): Promise<readonly LogReader[]> {
  const admin = await client.admin();
  const { groups } = await admin.listGroups();
  const others = groups.map(({ groupId }) => groupId).filter((groupId) => !client.owns(groupId));
  if (others.length === 0) return [];
  const described = await admin.describeGroups(others);
  const readers = await Promise.all(
    described.groups.map(async ({ groupId, members }): Promise<LogReader | null> => {
      const consumers = members.filter(({ memberAssignment }) => assigned(memberAssignment).includes(topic)).length;
      const offsets = await fetchCommitted(client, groupId, topic);
      const positions = offsets.flatMap(({ partition, offset }) => (offset === "-1" ? [] : [{ partition, next: Number(offset) }]));
      if (consumers === 0 && positions.length === 0) return null;
      // A group of the newer protocols looks as if it had no members: that nobody reads is not known.
      return { name: groupId, consumers: consumers || null, positions };
    }),
  );
  return readers.filter((reader) => reader !== null);
}

/** A reader needs no group, and a topic keeps what nobody reads yet: that is no reason not to send. */
function nobody(topic: string): Audience {
  const text = `No consumer group is known to read "${topic}". What is sent waits there as long as the topic keeps it.`;
  return { receivers: null, warnings: [{ code: "no-group", severity: "info", text, mend: null }] };
}

function assigned(memberAssignment: Buffer): readonly string[] {
  try {
    return Object.keys(AssignerProtocol.MemberAssignment.decode(memberAssignment)?.assignment ?? {});
  } catch {
    return [];
  }
}

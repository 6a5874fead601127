import { type Audience, BrokerError, type TopologyWarning } from "../broker.ts";
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
  const admin = await client.admin();
  const { groups } = await admin.listGroups();
  const others = groups.map(({ groupId }) => groupId).filter((groupId) => !client.owns(groupId));
  if (others.length === 0) return nobody(topic);
  const described = await admin.describeGroups(others);
  const receivers = await Promise.all(
    described.groups.map(async ({ groupId, members }) => {
      const consumers = members.filter(({ memberAssignment }) => assigned(memberAssignment).includes(topic)).length;
      if (consumers > 0) return { name: groupId, consumers };
      const offsets = await fetchCommitted(client, groupId, topic);
      // A group of the newer protocols looks as if it had no members: that nobody reads is not known.
      return offsets.some(({ offset }) => offset !== "-1") ? { name: groupId, consumers: null } : null;
    }),
  );
  const known = receivers.filter((receiver) => receiver !== null);
  const shares = groups.filter(({ protocolType }) => protocolType === "share").map(({ groupId }) => groupId);
  const { warnings } = known.length === 0 ? nobody(topic) : { warnings: [] };
  return { receivers: known.length === 0 ? null : known, warnings: shares.length === 0 ? warnings : [...warnings, untold(shares)] };
}

/** A share group keeps its places where no client of ours can read them. */
function untold(groups: readonly string[]): TopologyWarning {
  const named = groups.slice(0, 5).join(", ");
  const more = groups.length > 5 ? ` and ${groups.length - 5} more` : "";
  return {
    code: "share-groups",
    severity: "info",
    text: `Whether these share groups read it cannot be told: ${named}${more}.`,
    mend: null,
  };
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

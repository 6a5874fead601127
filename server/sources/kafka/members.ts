import type { GroupMembers } from "../log.ts";
import { type Client, readerPrefix } from "./client.ts";

/** Who reads topics by Redrive's own groups. A group that nobody has joined has no members. */
export async function readMembers(client: Client, topics: readonly string[]): Promise<ReadonlyMap<string, GroupMembers>> {
  if (topics.length === 0) return new Map();
  const admin = await client.admin();
  const { groups } = await admin.describeGroups(topics.map((topic) => client.groupOf(topic)));
  const members = new Map(groups.map((group) => [group.groupId, group.members]));
  return new Map(
    topics.map((topic) => {
      const group = client.groupOf(topic);
      const readers = (members.get(group) ?? []).map(({ clientId }) =>
        clientId.startsWith(readerPrefix) ? clientId.slice(readerPrefix.length) : clientId,
      );
      return [topic, { group, readers }];
    }),
  );
}

import type { GroupDescription } from "kafkajs";
import type { Receiver } from "../port.ts";
import type { Committed } from "./committed.ts";
import { AssignerProtocol } from "./records.ts";

/** What Kafka tells of a group, and of what it has committed in the topic that is asked about. */
export interface GroupFacts {
  readonly groupId: string;
  /** As it is listed: "consumer", "share", "streams" ...; "" where nobody ever joined it. */
  readonly protocolType: string;
  readonly state: GroupDescription["state"];
  readonly members: readonly Pick<GroupDescription["members"][number], "memberAssignment">[];
  readonly committed: Committed;
  /** It has committed something, in whichever topic. */
  readonly commitsElsewhere: boolean;
}

/** By partition, where the log begins and ends. */
export type Ends = readonly { readonly partition: number; readonly low: string; readonly high: string }[];

/**
 * Whether a group reads a topic, and with how many consumers. "unknown": a group of the newer protocols (KIP-848, share and streams groups) is listed
 * but described as dead and without members; what it reads shows only in what it commits, and a share group commits nothing.
 */
export function readerOf(topic: string, group: GroupFacts, ends: Ends): Receiver | "unknown" | null {
  const { groupId: name, protocolType, state, committed } = group;
  const settled = state === "Stable" || state === "Empty";
  const live = state === "Stable" && protocolType === "consumer" ? group.members.filter((member) => reads(member, topic)).length : 0;
  if (live === 0 && committed.every(({ offset }) => offset === "-1"))
    return settled || group.commitsElsewhere || !["consumer", "share", "streams"].includes(protocolType) ? null : "unknown";
  return { name, consumers: settled && protocolType === "consumer" ? live : null, lag: lagOf(committed, ends) };
}

/** null where it has not committed in a partition that holds something: it may begin at either end there. */
function lagOf(committed: Committed, ends: Ends): number | null {
  let lag = 0;
  for (const { partition, low, high } of ends) {
    const offset = committed.find((one) => one.partition === partition)?.offset ?? "-1";
    if (offset === "-1" && low !== high) return null;
    if (offset !== "-1") lag += Math.max(0, Number(high) - Number(offset));
  }
  return lag;
}

function reads({ memberAssignment }: GroupFacts["members"][number], topic: string): boolean {
  try {
    return Object.hasOwn(AssignerProtocol.MemberAssignment.decode(memberAssignment)?.assignment ?? {}, topic);
  } catch {
    return false;
  }
}

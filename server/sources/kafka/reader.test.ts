import { expect, test } from "vitest";
import { type GroupFacts, readerOf } from "./reader.ts";
import { AssignerProtocol } from "./records.ts";

const ends = [
  { partition: 0, low: "0", high: "10" },
  { partition: 1, low: "5", high: "5" },
];
const at = (...offsets: string[]) => offsets.map((offset, partition) => ({ partition, offset }));
const member = (topic: string) => ({
  memberAssignment: AssignerProtocol.MemberAssignment.encode({ version: 0, assignment: { [topic]: [0] }, userData: Buffer.alloc(0) }),
});

function group(facts: Partial<GroupFacts>): GroupFacts {
  const none = { groupId: "billing", protocolType: "consumer", members: [], committed: at("-1", "-1"), commitsElsewhere: false };
  return { state: "Stable", ...none, ...facts };
}
const read = (facts: Partial<GroupFacts>) => readerOf("orders", group(facts), ends);

test("members that the topic is assigned to are counted, and what they have yet to read", () => {
  const members = [member("orders"), member("payments"), member("orders")];
  expect(read({ members, committed: at("7", "5") })).toEqual({ name: "billing", consumers: 2, lag: 3 });
  expect(read({ members, committed: at("-1", "-1") })).toEqual({ name: "billing", consumers: 2, lag: null });
  expect(read({ members: [member("payments")] })).toBeNull();
});

test("a group that has committed and is away would receive it when it comes back", () => {
  expect(read({ state: "Empty", committed: at("7", "-1") })).toEqual({ name: "billing", consumers: 0, lag: 3 });
  expect(read({ state: "Empty", protocolType: "", committed: at("7", "5") })).toMatchObject({ consumers: null });
  expect(read({ state: "PreparingRebalance", committed: at("7", "5") })).toMatchObject({ consumers: null });
});

test("a group of a newer protocol looks dead: its consumers are unknown, never none", () => {
  expect(read({ state: "Dead", committed: at("7", "5") })).toEqual({ name: "billing", consumers: null, lag: 3 });
  expect(read({ state: "Dead" })).toBe("unknown");
  expect(read({ state: "Dead", protocolType: "share" })).toBe("unknown");
  expect(read({ state: "Dead", commitsElsewhere: true })).toBeNull();
  expect(read({ state: "Dead", protocolType: "connect" })).toBeNull();
});

import { expect, test } from "vitest";
import { beat } from "../process/heartbeat.ts";
import { createMemoryBroker } from "../sources/memory/create.ts";
import type { GroupMembers } from "../sources/log.ts";
import type { BrokerLog } from "../sources/port.ts";
import { testContext } from "../testing/context.ts";
import { testDatabase } from "../testing/database.ts";
import { shop } from "../testing/messages.ts";
import { findStrangers } from "./find-strangers.ts";

async function strangers(groups: Readonly<Record<string, readonly string[]>>) {
  const members = new Map(
    Object.entries(groups).map(([queue, readers]): [string, GroupMembers] => [queue, { group: `g.${queue}`, readers }]),
  );
  const log = { members: async () => members } as unknown as BrokerLog;
  const ctx = testContext(await testDatabase(), { brokers: [{ ...createMemoryBroker("shop"), log }] });
  await beat(ctx, "ours");
  await beat(ctx, "dead");
  await ctx.sql`update workers set beat_at = now() - interval '1 minute' where id = 'dead'`;
  return [...(await findStrangers(ctx, shop, Object.keys(groups)))].map(([queue, { text }]) => [queue, text]);
}

test("members that are no living worker of this database are named, at most three of them", async () => {
  expect(await strangers({ a: ["ours"], b: [] })).toEqual([]);
  expect(await strangers({ a: ["ours", "theirs"], b: ["dead"], c: ["1", "2", "3", "4", "5"] })).toEqual([
    ["a", expect.stringContaining("The consumer group g.a has members that are no worker of this console: theirs.")],
    ["b", expect.stringContaining("console: dead.")],
    ["c", expect.stringContaining("console: 1, 2, 3 and 2 more.")],
  ]);
});

test("a source that is no log has no groups to ask about", async () => {
  const ctx = testContext(await testDatabase(), { brokers: [createMemoryBroker("shop")] });
  expect(await findStrangers(ctx, shop, ["a"])).toEqual(new Map());
});

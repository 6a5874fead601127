import { expect, test } from "vitest";
import { beat } from "../process/heartbeat.ts";
import { createMemoryBroker } from "../sources/memory/create.ts";
import type { GroupMembers } from "../sources/log.ts";
import { type BrokerLog, BrokerError } from "../sources/port.ts";
import { testContext } from "../testing/context.ts";
import { testDatabase } from "../testing/database.ts";
import { shop } from "../testing/messages.ts";
import { findOtherConsumers, findStrangers } from "./find-strangers.ts";

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

async function otherConsumers(consumers: Readonly<Record<string, readonly (string | null)[]>> | BrokerError) {
  const asked: string[] = [];
  const broker = {
    ...createMemoryBroker("shop"),
    consumers: async (queues: readonly string[]) => {
      asked.push(...queues);
      if (consumers instanceof BrokerError) throw consumers;
      return new Map(Object.entries(consumers));
    },
  };
  const ctx = testContext(await testDatabase(), { brokers: [broker] });
  await beat(ctx, "ours");
  await beat(ctx, "dead");
  await ctx.sql`update workers set beat_at = now() - interval '1 minute' where id = 'dead'`;
  await ctx.sql`
    insert into queues (source, name, watched, mode, state)
    values ('shop', 'taken', true, 'take', 'running'), ('shop', 'resting', true, 'take', 'paused'), ('shop', 'looked-at', true, 'watch', 'watching')`;
  const found = [...(await findOtherConsumers(ctx, shop))].map(([queue, { text }]) => [queue, text.split(".")[0]]);
  return { asked, found };
}

test("whoever takes from a queue that is taken from and is no worker of ours is named; a dead worker may still be connected", async () => {
  expect(await otherConsumers({ taken: ["ours", "dead"] })).toEqual({ asked: ["taken"], found: [] });
  expect((await otherConsumers({ taken: ["ours", "billing"] })).found).toEqual([
    ["taken", 'Another consumer takes messages from "taken" too: billing'],
  ]);
  const many = ["a", "b", "c", "d", "e", "ours"];
  expect((await otherConsumers({ taken: many })).found).toEqual([
    ["taken", '5 other consumers take messages from "taken" too: a, b, c, 2 more'],
  ]);
});

test("where consumers have no names, those beyond our workers are others; where nobody can tell, nobody is named", async () => {
  expect((await otherConsumers({ taken: [null, null] })).found).toEqual([]);
  expect((await otherConsumers({ taken: [null, null, null] })).found).toEqual([
    ["taken", 'Another consumer takes messages from "taken" too'],
  ]);
  expect((await otherConsumers(new BrokerError("denied", "no"))).found).toEqual([]);
});

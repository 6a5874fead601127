import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { getMessage } from "../messages/get.ts";
import { createMemoryBroker } from "../sources/memory/create.ts";
import { orderedText } from "../sources/position.ts";
import { testContext } from "../testing/context.ts";
import { testDatabase } from "../testing/database.ts";
import { capture, rawMessage, shop, watchQueue } from "../testing/messages.ts";
import { startReplay } from "./start.ts";

test("offsets of a database from before become positions, which replays go by", async () => {
  const ctx = testContext(await testDatabase(), { brokers: [createMemoryBroker("shop")], config: { sources: [shop] } });
  const ids = await capture(
    ctx,
    await watchQueue(ctx),
    [0, 1, 2, 3].map((n) => rawMessage({ body: Buffer.from(String(n)) })),
  );
  const { sql } = ctx;
  const [ten = 0, none = 0, nine = 0, zero = 0] = ids;
  await sql`alter table messages alter column origin_position type bigint using null`;
  await sql`alter table messages rename column origin_position to origin_offset`;
  for (const [id, offset] of [
    [ten, 10],
    [nine, 9],
    [zero, 0],
  ] as const)
    await sql`update messages set origin_offset = ${offset} where id = ${id}`;
  await sql`update message_history set data = '{"version":2,"record":{"topic":"orders","partition":3,"offset":4242}}' where message_id = ${ten}`;
  await sql.unsafe(readFileSync("drizzle/0027_order_by_position.sql", "utf8").replaceAll("--> statement-breakpoint", ""));

  expect(await sql`select id, origin_position as at from messages order by origin_position nulls first`).toEqual([
    { id: none, at: null },
    { id: zero, at: orderedText(0) },
    { id: nine, at: orderedText(9) },
    { id: ten, at: orderedText(10) },
  ]);
  expect((await sql`select data from message_history where message_id = ${ten}`)[0]?.["data"]).toEqual({
    version: 2,
    record: { topic: "orders", part: "3", at: orderedText(4_242) },
  });
  expect((await getMessage(ctx, { id: ten })).history[0]?.data?.record).toEqual({ topic: "orders", place: "partition 3" });
  const target = { to: "queue", queue: "orders.work" } as const;
  await startReplay(ctx, { selection: { ids: [...ids] }, target, rate: null, reason: "in order" });
  expect((await sql`select message_id from replay_items order by id`).map((item) => item["message_id"])).toEqual([none, zero, nine, ten]);
});

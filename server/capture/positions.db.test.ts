import { expect, test } from "vitest";
import { listAuditInput } from "../audit/input.ts";
import { listAudit } from "../audit/list.ts";
import { kafkaCodec } from "../sources/kafka/head.ts";
import { identityOf, orderedText } from "../sources/position.ts";
import { testContext } from "../testing/context.ts";
import { testDatabase } from "../testing/database.ts";
import { rawMessage } from "../testing/messages.ts";
import { Positions } from "./positions.ts";
import { readAgain } from "./read-again.ts";

const codec = kafkaCodec.log;
const at = (offset: number) => orderedText(offset);
const start = (part: string, next: number, more = {}) => ({ part, next: at(next), since: null, missing: 0, again: 0, ...more });
const record = (part: string, offset: number, mark = "1700000000000") =>
  rawMessage({ identity: identityOf({ part, at: at(offset), mark }) });

async function open() {
  if (!codec) throw new Error("Kafka is a log.");
  const clients = await testDatabase();
  const ctx = testContext(clients);
  const [{ id }] = await ctx.sql<[{ id: number }]>`
    insert into queues (source, name, watched, mode, state) values ('shop', 'orders-dlt', true, 'mirror', 'running') returning id`;
  return { ctx, id, consumption: () => new Positions(ctx, { queueId: id, codec }) };
}

test("a position moves on with what is stored, part by part, and never back", async () => {
  const { ctx, consumption } = await open();
  const positions = consumption();
  expect(await positions.read()).toEqual(new Map());
  await positions.begin([start("0", 0), start("1", 7, { since: at(7), missing: 7 })]);
  await positions.advance(ctx.sql, [record("0", 0), record("1", 7), record("0", 1), rawMessage({})]);
  const moved = new Map([
    ["0", { next: at(2), last: { at: at(1), mark: "1700000000000" }, since: null }],
    ["1", { next: at(8), last: { at: at(7), mark: "1700000000000" }, since: at(7) }],
  ]);
  expect(await positions.read()).toEqual(moved);
  // What another worker stored late, and a beginning that was decided before.
  await positions.advance(ctx.sql, [record("0", 0)]);
  await positions.begin([start("0", 1)]);
  expect(await positions.read()).toEqual(moved);
});

test("what is still being stored when a log is to be read again does not move it", async () => {
  const { ctx, id, consumption } = await open();
  const before = consumption();
  await before.read();
  await before.begin([start("0", 0)]);
  await before.advance(ctx.sql, [record("0", 866)]);
  await readAgain(ctx, { id, choice: "read", reason: "look again" });
  await before.advance(ctx.sql, [record("0", 867)]);
  await before.begin([start("0", 868)]);
  const after = consumption();
  expect(await after.read()).toEqual(new Map([["0", { next: null, last: null, since: null }]]));
  await after.begin([start("0", 0)]);
  await after.advance(ctx.sql, [record("0", 3)]);
  expect((await after.read()).get("0")?.next).toBe(at(4));
});

test("a recreated log is forgotten, and read from its first record", async () => {
  const { ctx, consumption } = await open();
  const positions = consumption();
  await positions.read();
  await positions.begin([start("0", 0), start("1", 0)]);
  await positions.advance(ctx.sql, [record("0", 50), record("1", 50)]);
  await positions.forget("0");
  expect((await positions.read()).get("0")).toEqual({ next: null, last: null, since: null });
  await positions.advance(ctx.sql, [record("0", 0)]);
  expect([...(await positions.read())].map(([part, { next }]) => [part, next]).toSorted()).toEqual([
    ["0", at(1)],
    ["1", at(51)],
  ]);
});

test("the audit log says what was decided of older records, and how many they were", async () => {
  const { ctx, id, consumption } = await open();
  const positions = consumption();
  await positions.read();
  for (const choice of ["leave", "read"] as const) {
    await positions.begin([start("0", 7, { since: at(7), missing: 7 })]);
    await readAgain(ctx, { id, choice, reason: "they are handled" });
  }
  const { entries } = await listAudit(ctx, listAuditInput.parse({ period: "all" }));
  const detail = "up to 7 records that this database does not hold.";
  expect(entries.map(({ what, detail: words }) => [what, words])).toEqual([
    ["Began to read again", detail],
    ["Left older records out of", detail],
  ]);
});

test("nothing can be decided of a queue that was never read", async () => {
  const { ctx, id } = await open();
  for (const choice of ["read", "leave"] as const)
    await expect(readAgain(ctx, { id, choice, reason: "look again" })).rejects.toMatchObject({ code: "conflict" });
});

import { expect, test } from "vitest";
import { kafkaCodec } from "../sources/kafka/head.ts";
import type { BrokerLog } from "../sources/port.ts";
import { orderedText as at } from "../sources/position.ts";
import { failImport } from "../capture/fail-import.ts";
import { testContext } from "../testing/context.ts";
import { testDatabase } from "../testing/database.ts";
import { rawMessage, watchQueue } from "../testing/messages.ts";
import { findSettledPrefixes } from "./find-settled.ts";

/** A log of one part whose records are all noted, but at `holes`; of these, `unnoted` hold a record all the same. */
async function open(records: number, { holes = [], unnoted = [] }: { holes?: readonly number[]; unnoted?: readonly number[] } = {}) {
  const ctx = testContext(await testDatabase());
  const { queueId } = await watchQueue(ctx);
  await ctx.sql`
    insert into log_records (queue_id, part, at, mark, message_id)
    select ${queueId}, '0', chr(96 + length(n::text)) || n, '1', n + 1 from generate_series(0, ${records}::int - 1) as n
    where n <> all(${[...holes, -1]}::int[])`;
  const log = {
    nextRecord: async (_, from) => unnoted.map((offset) => at(offset)).find((offset) => offset >= from.at) ?? null,
  } as Pick<BrokerLog, "nextRecord"> as BrokerLog;
  const part = { part: "0", first: at(0), next: at(records), end: at(records), unread: 0 };
  if (!kafkaCodec.log) throw new Error("Kafka is a log.");
  const queue = { id: queueId, name: "t", log, positions: kafkaCodec.log };
  return { ctx, queueId, find: async () => (await findSettledPrefixes(ctx.sql, queue, [part]))[0] };
}

test("what is settled goes to the end, through holes, and through more records than one statement walks over", async () => {
  const { find } = await open(20_010, { holes: [3, 4, 20_001] });
  expect(await find()).toEqual({ part: "0", before: at(20_010), last: at(20_009), records: 20_007, stop: null });
});

test("records of a log that was recreated are counted once", async () => {
  const { ctx, queueId, find } = await open(20_000);
  await ctx.sql`insert into log_records (queue_id, part, at, mark, message_id) select ${queueId}, part, at, '2', message_id from log_records limit 7`;
  expect(await find()).toMatchObject({ records: 20_000, before: at(20_000), stop: null });
});

test("a record that is not stored here ends it, and so does a failed import", async () => {
  const { ctx, queueId, find } = await open(20, { holes: [5, 12], unnoted: [12] });
  expect(await find()).toMatchObject({ before: at(12), last: at(11), records: 11, stop: { why: "not_here", at: at(12) } });
  await failImport(ctx, queueId, rawMessage({ identity: `0/${at(8)}/1` }), { error: new Error("no"), tries: 3 });
  expect(await find()).toMatchObject({ before: at(8), records: 7, stop: { why: "failed_import", at: at(8) } });
});

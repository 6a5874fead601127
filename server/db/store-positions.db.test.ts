import { globSync, readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { identityOf, orderedText } from "../sources/position.ts";
import { testDatabase } from "../testing/database.ts";

/** Tables as they were before, found before those of today. */
const before = `
  create schema old; set local search_path = old, public;
  create table log_records (queue_id int not null, partition int not null, "offset" bigint not null, time bigint not null, message_id bigint not null,
    constraint log_records_queue_id_partition_offset_time_pk primary key (queue_id, partition, "offset", time));
  create table queue_gaps (queue_id int not null, partition int not null, from_offset bigint not null, to_offset bigint,
    constraint queue_gaps_queue_id_partition_from_offset_pk primary key (queue_id, partition, from_offset));
  create table failed_imports (id int, identity text)`;

test("offsets that were stored as numbers are the positions that Kafka gives today, in the same order", async () => {
  const { sql } = await testDatabase();
  const offsets = ["0", "9", "10", "4712", "99999", "100000", "9223372036854775807"];
  const steps = readFileSync(globSync("drizzle/*_store_positions.sql")[0] ?? "", "utf8").split("--> statement-breakpoint");
  const read = await sql.begin(async (tx) => {
    await tx.unsafe(before);
    for (const [at, offset] of offsets.toReversed().entries())
      await tx.unsafe(`insert into log_records values (1, 12, ${offset}, ${at === 0 ? -1 : 1700000000000}, 5)`);
    await tx`insert into queue_gaps values (1, 3, 7, 42), (1, 3, 50, null)`;
    await tx`insert into failed_imports values (1, '2/42/-1'), (2, '0f2c-sqs'), (3, null)`;
    for (const step of steps) await tx.unsafe(step);
    return {
      records: await tx`select part, at, mark from log_records order by at`,
      gaps: await tx`select part, from_at, to_at, lost from queue_gaps order by from_at`,
      failed: await tx`select identity from failed_imports order by id`,
    };
  });
  const mark = (offset: string) => (offset === offsets.at(-1) ? "-1" : "1700000000000");
  expect([...read.records]).toEqual(offsets.map((offset) => ({ part: "12", at: orderedText(offset), mark: mark(offset) })));
  expect([...read.gaps]).toEqual([
    { part: "3", from_at: orderedText(7), to_at: orderedText(42), lost: 35 },
    { part: "3", from_at: orderedText(50), to_at: null, lost: 0 },
  ]);
  expect(read.failed.map(({ identity }) => identity)).toEqual([
    identityOf({ part: "2", at: orderedText(42), mark: "-1" }),
    "0f2c-sqs",
    null,
  ]);
});

import { expect, test } from "vitest";
import type { SourceConfig } from "../config/config.ts";
import { headOf, sqsCodec } from "../sources/sqs/head.ts";
import { createMemoryBroker } from "../sources/memory/create.ts";
import type { Broker } from "../sources/port.ts";
import { testContext } from "../testing/context.ts";
import { testDatabase } from "../testing/database.ts";
import { capture, deriveEverything, plainRules, rawMessage, shop } from "../testing/messages.ts";
import { deriveMessage } from "./derive/derive.ts";
import { readSources } from "./derive/stale.ts";
import { writeDerived } from "./derive/write-derived.ts";
import { editMessage } from "./edit.ts";
import { unpackRouteFacts } from "./route-facts.ts";

/** An SQS source with one captured message of so many attributes. */
async function open(count: number) {
  const broker: Broker = { ...createMemoryBroker("shop"), kind: "sqs", codec: sqsCodec };
  const source = { ...shop, kind: "sqs" } as SourceConfig;
  const ctx = testContext(await testDatabase(), { brokers: [broker], config: { sources: [source] } });
  const [row] = await ctx.sql<{ id: number }[]>`
    insert into queues (source, name, watched, mode, state) values ('shop', 'orders.dlq', true, 'take', 'running') returning id`;
  const reader = { queueId: row?.id ?? 0, source: "shop", queue: "orders.dlq", kind: "sqs", rules: plainRules, codec: sqsCodec } as const;
  const MessageAttributes = Object.fromEntries(
    Array.from({ length: count }, (_, n) => [`attr${n}`, { DataType: "String", StringValue: "v" }]),
  );
  const head = headOf("orders.dlq", { MessageAttributes });
  const [id = 0] = await capture(ctx, reader, [rawMessage({ head })]);
  const facts = async () => {
    const [stored] = await ctx.sql<{ bits: number | null }[]>`select route_facts as bits from messages where id = ${id}`;
    return unpackRouteFacts(stored?.bits ?? null);
  };
  const headers = sqsCodec.decode(head).headers;
  const edit = (seq: number, kept: number) =>
    editMessage(ctx, { id, seq, reason: "test", head: { headers: headers.slice(0, kept), properties: [] } });
  return { ctx, id, reader, facts, edit };
}

test("capture says where a message can be sent, and an edit says it anew of its own bytes", async () => {
  const { facts, edit } = await open(11);
  expect(await facts()).toMatchObject({ problem: "header_count", releaseProblem: "header_count", marked: false, queue: false });
  await edit(1, 10);
  expect(await facts()).toMatchObject({ problem: null, releaseProblem: null, marked: false });
  await edit(2, 6);
  expect(await facts()).toMatchObject({ problem: null, marked: true });
});

test("rows of an older version are filled by the loop, of an edited message by its newest bytes", async () => {
  const { ctx, facts, edit } = await open(11);
  await edit(1, 6);
  await ctx.sql`update messages set route_facts = null`;
  expect(await facts()).toBeNull();
  await deriveEverything(ctx);
  expect(await facts()).toMatchObject({ problem: null, releaseProblem: null, marked: true });
});

test("an edit while the loop derives it again keeps the facts of its own bytes", async () => {
  const { ctx, id, reader, facts, edit } = await open(11);
  const sources = await ctx.sql.begin((tx) => readSources(tx, [id]));
  await edit(1, 6);
  const rows = sources.map(({ raw, capturedAt, version }) => {
    return { ...deriveMessage(reader, raw, capturedAt).derived, id, version, derivation: 1, arrived: true };
  });
  await ctx.sql.begin((tx) => writeDerived(tx, rows, ctx.clock()));
  expect(await facts()).toMatchObject({ problem: null, marked: true });
});

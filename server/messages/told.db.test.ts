import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { readBytes } from "../bytes/read-bytes.ts";
import type { FailureRules } from "../failures/failure.ts";
import { getGroup } from "../groups/get.ts";
import type { GroupLine } from "../groups/output.ts";
import { formatHead } from "../sources/json-head.ts";
import { createMemoryBroker } from "../sources/memory/create.ts";
import { memoryCodec } from "../sources/memory/head.ts";
import type { SourceConfig } from "../config/config.ts";
import type { HeadCodec, HeaderValue, RawMessage } from "../sources/port.ts";
import { type Case, caseRules, cases } from "../testing/cases.ts";
import { testContext } from "../testing/context.ts";
import { testDatabase } from "../testing/database.ts";
import { deadShapes } from "../testing/dead-shapes.ts";
import { headersOf, noRules } from "../testing/heads.ts";
import { capture, rawMessage, shop } from "../testing/messages.ts";
import { getMessage } from "./get.ts";
import { listMessages } from "./list.ts";
import type { MessageLine } from "./output.ts";

interface Fixture {
  readonly name: string;
  readonly rules: FailureRules;
  readonly kind: SourceConfig["kind"];
  readonly codec: HeadCodec;
  readonly queue: string;
  readonly batch: readonly RawMessage[];
}

function caseOf({ id, queue, messages }: Case): Fixture {
  const batch = messages.map(({ headers, attributes, properties = {}, body }) => {
    const head = { key: null, address: { queue }, headers: headersOf(headers ?? attributes ?? {}), properties: headersOf(properties) };
    return rawMessage({ head: formatHead(head), body: Buffer.from(body.text) });
  });
  return { name: id, rules: caseRules(queue), kind: "memory", codec: memoryCodec, queue, batch };
}

const fixtures: readonly Fixture[] = [
  ...cases.map(caseOf),
  ...deadShapes.map(({ message, ...shapes }) => ({
    ...shapes,
    name: shapes.kind,
    rules: noRules,
    batch: fc.sample(message, { numRuns: 60, seed: 4 }),
  })),
];

async function open({ rules, kind, codec, queue, batch }: Fixture) {
  const broker = { ...createMemoryBroker("shop"), kind, codec };
  const source = { ...shop, kind, queues: shop.queues.map((one) => ({ ...one, rules })) } as SourceConfig;
  const ctx = testContext(await testDatabase(), { brokers: [broker], config: { sources: [source] } });
  const [row] = await ctx.sql<{ id: number }[]>`
    insert into queues (source, name, watched, mode, state) values ('shop', ${queue}, true, 'take', 'running') returning id`;
  await capture(ctx, { queueId: row?.id ?? 0, source: "shop", queue, kind, rules, codec }, batch);
  return ctx;
}

/** All that the bytes say, as text. */
function carried(codec: HeadCodec, { head, body }: RawMessage): string {
  const { key, headers, properties } = codec.decode(head);
  const textsOf = ({ text, fields, items }: HeaderValue): readonly string[] => [
    text ?? "",
    ...(fields ?? []).flatMap(({ name, value }) => [name, ...textsOf(value)]),
    ...(items ?? []).flatMap(textsOf),
  ];
  const said = [...headers, ...properties].flatMap(({ name, value }) => [name, ...textsOf(value)]);
  const packed = said.map((text) => Buffer.from(text, "base64").toString("latin1"));
  const { text } = readBytes({ headers, properties }, body);
  const inner = (text ?? "").match(/[A-Za-z0-9+/]{16,}={0,2}/g)?.map((part) => Buffer.from(part, "base64").toString("utf8")) ?? [];
  const all = [...said, ...packed, Buffer.from(key ?? []).toString("utf8"), text ?? "", ...inner].join("\n");
  // JSON in JSON, once and twice.
  return [all, all.replaceAll("\\\\", "\\").replaceAll('\\"', '"').replaceAll("\\n", "\n")].join("\n").replaceAll(/\s+/g, " ");
}

interface Read {
  readonly line: MessageLine;
  readonly page: Awaited<ReturnType<typeof getMessage>>;
  readonly group: GroupLine;
  readonly found: NonNullable<Awaited<ReturnType<typeof getMessage>>["diagnosis"]>;
  /** Which message it is about, for whoever reads a failure. */
  readonly said: string;
}

function expectTries({ line, page, found, said }: Read, untried: boolean) {
  const attempts = found.attemptCount;
  expect([line.attempts, untried], said).toEqual([attempts, attempts === null]);
  const times = attempts === 1 ? "failed once" : `failed ${attempts} times`;
  expect(/failed (?:once|\d+ times)/.exec(page.answer.title)?.[0] ?? null, said).toBe(attempts === null ? null : times);
  const untold = page.answer.evidence.some(({ kind, text }) => kind === "attempts" && /not carried|is unknown/.test(text));
  expect(untold, said).toBe(attempts === null);
}

function expectDeath({ line, page, found, said }: Read, undated: boolean) {
  expect([line.diedAt, line.diedAfter], said).toEqual([found.diedAt, found.diedAfter]);
  expect([page.diedAt, page.diedAfter], said).toEqual([found.diedAt, found.diedAfter]);
  expect([undated, line.sortAt], said).toEqual([found.diedAt === null, found.diedAt ?? line.capturedAt]);
}

function expectCause({ line, group, found, said }: Read, noDownstream: boolean) {
  const of = ({ verdict, category }: Pick<MessageLine, "verdict" | "category">) => [verdict, category];
  expect([...of(line), ...of(group)], said).toEqual([...of(found), ...of(found)]);
  expect(noDownstream, said).toBe(group.downstream === null);
  const hasError = found.errors.some(({ type, text }) => type !== null || text !== null);
  expect(group.hasError, said).toBe(hasError);
  if (!hasError) expect(group.title, said).toMatch(/no error recorded/i);
}

/** What it names is carried, word for word. */
function expectCarried({ line, found, said }: Read, bytes: string) {
  const { eventId, eventType, key } = found.envelope;
  expect([line.eventId, line.eventType, line.eventKey], said).toEqual([eventId, eventType ?? "", key]);
  const handler = found.origin?.handler?.replace(/ \(transport\)$/, "");
  const told = { ...found.origin, handler, eventId, eventType, key, type: found.errorType, downstream: found.downstream };
  for (const [field, text] of Object.entries(told))
    if (text) expect(bytes.toLowerCase(), `${said}: ${field}`).toContain(text.replaceAll(/\s+/g, " ").toLowerCase());
}

describe.each(fixtures)("of $name", (fixture) => {
  test("list, page, filters and group tell the same, and nothing that the bytes do not carry", async () => {
    const ctx = await open(fixture);
    const idsOf = async (filter: string) => new Set((await listMessages(ctx, { filter, limit: 200 })).messages.map(({ id }) => id));
    const { messages } = await listMessages(ctx, { filter: "", limit: 200 });
    expect(messages).toHaveLength(fixture.batch.length);
    const filters = ["attempts:unknown", "death:unknown", "origin:none", "downstream:none"] as const;
    const found = new Map(await Promise.all(filters.map(async (filter) => [filter, await idsOf(filter)] as const)));
    for (const [nth, line] of messages.toSorted((a, b) => a.id - b.id).entries()) {
      const has = (filter: (typeof filters)[number]) => found.get(filter)?.has(line.id) === true;
      const page = await getMessage(ctx, { id: line.id });
      const { group } = await getGroup(ctx, { id: line.groupId });
      const raw = fixture.batch[nth];
      if (!page.diagnosis || !raw) throw new Error("it was not read");
      const read = { line, page, group, found: page.diagnosis, said: `message ${nth}: ${page.answer.title}` };
      expectTries(read, has("attempts:unknown"));
      expectDeath(read, has("death:unknown"));
      expectCause(read, has("downstream:none"));
      expectCarried(read, carried(fixture.codec, raw));
      const named = read.found.origin?.queue ?? read.found.origin?.topic ?? null;
      expect(has("origin:none"), read.said).toBe(named === null);
      if (named !== null) expect(await idsOf(`origin:${JSON.stringify(named)}`), read.said).toContain(line.id);
    }
  });
});

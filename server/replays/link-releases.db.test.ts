import { beforeAll, describe, expect, test, vi } from "vitest";
import { subscribe } from "../capture/tell-signals.ts";
import type { Signals } from "../capture/signals.ts";
import type { Ctx } from "../context.ts";
import { getMessage } from "../messages/get.ts";
import { formatHead, textHeader } from "../sources/json-head.ts";
import { createMemoryBroker } from "../sources/memory/create.ts";
import type { Header, RawMessage } from "../sources/port.ts";
import { testContext } from "../testing/context.ts";
import { testDatabase } from "../testing/database.ts";
import { capture, confirmed, deriveEverything, rawMessage, shop, watchQueue } from "../testing/messages.ts";
import { countCopies } from "../bulk/count-copies.ts";
import { discardMessages } from "../bulk/discard.ts";
import { restoreMessages } from "../bulk/restore.ts";
import { triageGroup } from "../groups/triage.ts";
import { readPlan } from "./read-plan.ts";
import { sendReplays } from "./send/send-replays.ts";
import { startReplay } from "./start.ts";

const soon = { timeout: 20_000, interval: 20 };
const told: Signals[] = [];
beforeAll(() => subscribe({ name: "test", hear: async (_, signals) => void told.push(signals) }));

/** A captured queue, and what a release does. Its deaths are not known, so only capture's own word could keep them. */
async function open() {
  const broker = createMemoryBroker("shop");
  broker.server.declare("orders.dlq");
  const ctx = testContext(await testDatabase(), { brokers: [broker], config: { sources: [shop] } });
  broker.server.declare("orders");
  const watched = await watchQueue(ctx);
  // As with RabbitMQ: no identity, so a second delivery is only suspected.
  const reader = { ...watched, codec: { ...watched.codec, exactIdentity: false } };
  await ctx.sql`update queues set watched = false`;
  const take = (...batch: readonly RawMessage[]) => capture(ctx, reader, batch);
  const release = async (...ids: readonly number[]) => {
    const stop = new AbortController();
    await startReplay(ctx, { selection: { ids }, target: { to: "release" }, rate: null, reason: "not ours" });
    const done = sendReplays(ctx, "one", stop.signal);
    await vi.waitFor(async () => expect(await statesOf(ctx, ids)).toEqual(ids.map(() => "released")), soon);
    stop.abort();
    await done;
  };
  return { ctx, take, release };
}

async function statesOf(ctx: Ctx, ids: readonly number[]) {
  return (await ctx.sql<{ state: string }[]>`select state from messages where id = any(${ids}) order by id`).map(({ state }) => state);
}

/** The same message, as it lies in the queue after a release: by another exchange. */
function letter({ n = 1, exchange = "", headers = [] as readonly Header[], ...rest }: Letter = {}): RawMessage {
  const head = formatHead({ key: null, address: { exchange, routingKey: "orders" }, headers, properties: [] });
  return { ...rawMessage({ body: Buffer.from(`{"eventId":"${n}"}`) }), head, ...rest };
}
type Letter = Partial<RawMessage> & { readonly n?: number; readonly exchange?: string; readonly headers?: readonly Header[] };
const back = (letterOf: Letter = {}) => letter({ exchange: "redrive.replay.1", ...letterOf });

/** By message: the one that it is taken for, its lineage, whether it is suspected to be a second delivery. */
async function linksOf(ctx: Ctx) {
  const rows = await ctx.sql<{ id: number; from: number | null; lineage: number | null; of: number | null }[]>`
    select m.id, (h.data->>'releasedFrom')::bigint as "from", m.lineage_id as lineage, m.suspected_duplicate_of as of
    from messages m join message_history h on h.message_id = m.id and h.seq = 1 order by m.id`;
  return new Map(rows.map(({ id, ...row }) => [id, row]));
}
const unlinked = { from: null, lineage: null, of: null };

test("what comes back from a release is in the lineage of the released message, which says so, and so does it", async () => {
  const { ctx, take, release } = await open();
  const [id = 0] = await take(letter());
  await release(id);
  expect((await getMessage(ctx, { id })).answer.title).toBe(
    "Message 1 was released to its dead-letter queue. If it is gone from there, it can be restored.",
  );
  // A consumer had it in between; the broker counts that in the head.
  const [again = 0] = await take(back({ redelivered: true, headers: [textHeader("x-delivery-count", "1")] }));
  expect((await linksOf(ctx)).get(again)).toEqual({ from: id, lineage: id, of: null });
  const [released, captured] = [await getMessage(ctx, { id }), await getMessage(ctx, { id: again })];
  expect(released).toMatchObject({ state: "released", capturedAgainAs: again, releasedFrom: null });
  expect(released.answer.title).toBe(
    `Message 1 was released to its dead-letter queue, and seems to have been captured again as message ${again}.`,
  );
  expect(captured).toMatchObject({ state: "dead", releasedFrom: id, capturedAgainAs: null, cameBackFrom: null, replayCount: 0 });
  const lines = ({ answer }: typeof captured) => answer.evidence.filter(({ kind }) => kind === "release").map(({ text }) => text);
  expect(lines(captured)).toEqual([`It may be message ${id}, released and captured again: same queue, headers and body.`]);
  expect(lines(released)).toEqual([expect.stringContaining(`Act on that one`)]);
  await restoreMessages(ctx, { selection: { ids: [id] }, reason: "both" });
  expect((await getMessage(ctx, { id })).answer.evidence).toContainEqual(
    expect.objectContaining({
      kind: "release",
      tone: "warn",
      text: expect.stringContaining("If both are replayed, consumers may get it twice."),
    }),
  );
});

test("it is no new letter: neither a group nor a regression is told, and it died when it died before, also after it was derived again", async () => {
  const { ctx, take, release } = await open();
  const [id = 0] = await take(letter());
  const [group] = await ctx.sql<[{ id: number }]>`select id from groups`;
  await release(id);
  await triageGroup(ctx, { id: group.id, act: "close", reason: "fixed" });
  const dated = () => ctx.sql`select sort_at, death_known, died_after from messages where id in (select max(id) from messages)`;
  const [before] = await dated();
  told.length = 0;
  await take(back());
  expect(told).toMatchObject([{ newGroups: [], regressedGroups: [] }]);
  expect(told[0]?.stored.size).toBe(0);
  expect(await dated()).toEqual([before]);
  await deriveEverything(ctx);
  expect(await dated()).toEqual([before]);
  const since = () => ctx.sql`select 1 from groups where last_seen_at > triaged_at`;
  expect(await since()).toEqual([]);
  // Another one of the same bytes is a new letter.
  await take(letter());
  expect(told[1]).toMatchObject({ regressedGroups: [group.id] });
});

test("of equal ones each release is found once, the oldest first; what the broker hands out first comes before redeliveries", async () => {
  const { ctx, take, release } = await open();
  const ids = await take(letter(), letter(), letter({ n: 2 }));
  const [one, two] = ids;
  await release(...ids);
  const [first = 0, second = 0, third = 0, fourth = 0] = await take(back({ redelivered: true }), back(), back(), back({ n: 3 }));
  const links = await linksOf(ctx);
  expect(links.get(second)).toEqual({ from: one, lineage: one, of: null });
  expect(links.get(third)).toEqual({ from: two, lineage: two, of: null });
  expect(links.get(fourth)).toEqual(unlinked);
  expect(links.get(first)).toEqual(unlinked);
});

test.each([
  ["another body", letter({ body: Buffer.from("{}") })],
  ["no body", letter({ body: null })],
  ["another header", letter({ headers: [textHeader("a", "1")] })],
])("%s is another message", async (_, other) => {
  const { ctx, take, release } = await open();
  const [id = 0] = await take(letter());
  await release(id);
  const [next = 0] = await take(other);
  expect((await linksOf(ctx)).get(next)).toEqual(unlinked);
});

test("in another queue it is another message", async () => {
  const { ctx, take, release } = await open();
  const [id = 0] = await take(letter());
  await release(id);
  const [next = 0] = await capture(ctx, await watchQueue(ctx, "other.dlq"), [back()]);
  expect((await linksOf(ctx)).get(next)).toEqual(unlinked);
});

test("released, captured and released again, it is found each time, in one lineage", async () => {
  const { ctx, take, release } = await open();
  const [id = 0] = await take(letter());
  await release(id);
  const [second = 0] = await take(back());
  await release(second);
  const [third = 0] = await take(back({ exchange: "redrive.replay.2" }));
  const links = await linksOf(ctx);
  expect([links.get(second), links.get(third)]).toEqual([
    { from: id, lineage: id, of: null },
    { from: id, lineage: id, of: null },
  ]);
  expect(await getMessage(ctx, { id })).toMatchObject({ capturedAgainAs: third, copyInPlay: third });
  expect(await getMessage(ctx, { id: second })).toMatchObject({ releasedFrom: id, capturedAgainAs: third, copyInPlay: third });
  expect(await getMessage(ctx, { id: third })).toMatchObject({ releasedFrom: id, capturedAgainAs: null, copyInPlay: null });
});

test("handed out again with all that it had, it is no suspected duplicate of the released one", async () => {
  const { ctx, take, release } = await open();
  const [id = 0] = await take(letter());
  await release(id);
  const [again = 0] = await take(letter({ redelivered: true }));
  expect((await linksOf(ctx)).get(again)).toEqual({ from: id, lineage: id, of: null });
});

describe("a copy of what came back is flagged", () => {
  test("where the first taker commits after the second", async () => {
    const { ctx, take, release } = await open();
    const [id = 0] = await take(letter());
    await release(id);
    const [again = 0] = await take(back({ redelivered: true }));
    const [late = 0] = await take(back());
    const links = await linksOf(ctx);
    expect([links.get(again), links.get(late)]).toEqual([
      { from: id, lineage: id, of: null },
      { ...unlinked, of: again },
    ]);
  });

  test("where both are stored at the same time", async () => {
    const { ctx, take, release } = await open();
    const [id = 0] = await take(letter());
    await release(id);
    await Promise.all([take(back()), take(back({ redelivered: true })), take(back({ redelivered: true }))]);
    const links = [...(await linksOf(ctx)).values()].slice(1);
    expect(links.filter(({ from }) => from === id)).toHaveLength(1);
    expect(links.filter(({ of }) => of === null)).toHaveLength(1);
  });

  test.each([true, false])("where an equal one was released too, whichever was handed out again: %s", async (first) => {
    const { ctx, take, release } = await open();
    const ids = await take(letter(), letter());
    await release(...ids);
    const [again = 0] = await take(back({ redelivered: first }));
    const [copy = 0] = await take(back({ redelivered: !first }));
    const links = await linksOf(ctx);
    expect(links.get(again)).toMatchObject({ from: ids[0], of: null });
    expect(links.get(copy)).toMatchObject({ from: ids[1], of: again });
  });
});

test("it is no second arrival in charts, also after it was derived again by other rules", async () => {
  const { ctx, take, release } = await open();
  const [id = 0] = await take(letter());
  await release(id);
  const arrivals = async () => [
    ...(await ctx.sql`select sum(n)::int as n from minute_arrivals`),
    ...(await ctx.sql`select sum(early + late)::int as n from hour_arrivals`),
  ];
  const [again = 0] = await take(back());
  expect(await arrivals()).toEqual([{ n: 1 }, { n: 1 }]);
  // As if older rules had put it into another group.
  const [other = 0] = await capture(ctx, await watchQueue(ctx, "other.dlq"), [letter()]);
  await ctx.sql`update messages set group_id = (select group_id from messages where id = ${other}) where id = ${again}`;
  await deriveEverything(ctx);
  const byGroup = () => ctx.sql`select sum(n)::int as n from minute_arrivals group by group_id`;
  expect(await byGroup()).toEqual([{ n: 1 }, { n: 1 }]);
});

describe("restored although it was captured again", () => {
  async function copied() {
    const { ctx, take, release } = await open();
    const [id = 0, other = 0, third = 0] = await take(letter(), letter({ n: 2 }), letter({ n: 3 }));
    await release(id, other);
    const [again = 0] = await take(back());
    const line = async (...ids: readonly number[]) => {
      const { checks } = await readPlan(ctx, { selection: { ids }, target: { to: "queue", queue: "orders" }, rate: null });
      return checks.find(({ key }) => key === "copies");
    };
    return { ctx, id, other, third, again, line, release };
  }

  test("a bulk restore counts those, and the page of each names the other", async () => {
    const { ctx, id, other, third, again } = await copied();
    const prepared = await confirmed(ctx, "state:released");
    expect(await countCopies(ctx, { selection: prepared })).toEqual({ n: 1, lookedAt: null });
    expect(await countCopies(ctx, { selection: { ids: [id, other, third, again] } })).toEqual({ n: 1, lookedAt: null });
    expect(await countCopies(ctx, { selection: prepared }, 1)).toMatchObject({ lookedAt: 1 });
    const stranger = { ...ctx, principal: { ...ctx.principal, may: [] } };
    expect(await countCopies(stranger, { selection: prepared })).toEqual({ n: 0, lookedAt: null });
    await restoreMessages(ctx, { selection: prepared, reason: "both" });
    expect(await countCopies(ctx, { selection: { ids: [id, other, third, again] } })).toEqual({ n: 0, lookedAt: null });
    const told = async (of: number) => (await getMessage(ctx, { id: of })).answer.evidence.filter(({ kind }) => kind === "release");
    expect(await told(id)).toMatchObject([{ about: again, tone: "warn" }]);
    expect(await told(again)).toMatchObject([
      { about: id, tone: "none" },
      { about: id, tone: "warn" },
    ]);
    await discardMessages(ctx, { selection: { ids: [id] }, reason: "the other one" });
    expect(await told(again)).toMatchObject([{ about: id, tone: "none" }]);
  });

  test("a plan says that consumers may get it twice, while both are in play", async () => {
    const { ctx, id, other, third, again, line, release } = await copied();
    expect(await line(again, third)).toBeUndefined();
    await restoreMessages(ctx, { selection: { ids: [id, other] }, reason: "both" });
    expect(await line(id, other, third, again)).toMatchObject({ n: 2, tone: "warn", effect: "send", mend: { href: `/messages/${again}` } });
    expect(await line(again)).toMatchObject({ n: 1, mend: { href: `/messages/${id}` } });
    await ctx.sql`update messages set state = 'replayed' where id = ${again}`;
    expect(await line(id)).toMatchObject({ n: 1 });
    await ctx.sql`update messages set state = 'dead' where id = ${again}`;
    await release(id);
    expect(await line(again)).toBeUndefined();
  });

  test("one that is being released does not count: consumers get it from its queue, if at all", async () => {
    const { ctx, id, again, line } = await copied();
    await ctx.sql`update replay_items set state = 'unknown' where message_id = ${id}`;
    await ctx.sql`update messages set state = 'unknown' where id = ${id}`;
    expect(await line(again)).toBeUndefined();
    await ctx.sql`update replays set target = '{"to":"queue","queue":"orders"}'`;
    expect(await line(again)).toMatchObject({ n: 1 });
  });
});

describe("by what is known of the send", () => {
  /** A release that is noted; its item and message are set as a crash leaves them. */
  async function leave(item: string, message: string, { inHand = false, reason = null as string | null } = {}) {
    const { ctx, take, release } = await open();
    const [id = 0] = await take(letter());
    await release(id);
    await ctx.sql`update replay_items set state = ${item}::item_state, reason_code = ${reason}`;
    await ctx.sql`update messages set state = ${message}::message_state`;
    if (inHand)
      await ctx.sql`insert into replay_batches (replay_id, holder, at, first_item, last_item) select replay_id, 'one/0', now(), id, id from replay_items`;
    const [again = 0] = await take(back());
    return (await linksOf(ctx)).get(again)?.from === id;
  }

  test.each([
    ["is in a worker's hand", "selected", "replaying", { inHand: true }],
    ["ended unknown", "unknown", "unknown", {}],
    ["was decided not sent, by mistake", "cancelled", "dead", { reason: "decided" }],
    ["was confirmed, and the message restored", "confirmed", "dead", {}],
  ] as const)("one whose send %s is recognised", async (_, item, message, how) => {
    expect(await leave(item, message, how)).toBe(true);
  });

  test("each send is recognised: decided not sent by mistake and released again, it comes back twice", async () => {
    const { ctx, take, release } = await open();
    const [id = 0] = await take(letter());
    await release(id);
    await ctx.sql`update replay_items set state = 'cancelled', reason_code = 'decided'`;
    await ctx.sql`update messages set state = 'dead'`;
    await release(id);
    const ids = await take(back(), back(), back());
    const links = await linksOf(ctx);
    expect(ids.map((one) => links.get(one)?.from)).toEqual([id, id, null]);
  });

  test.each([
    ["waits again, not sent", "selected", "replaying"],
    ["was refused", "refused", "dead"],
    ["was cancelled before it was sent", "cancelled", "dead"],
  ] as const)("one whose send %s is not", async (_, item, message) => {
    expect(await leave(item, message)).toBe(false);
  });
});

test("two workers that store equal messages at once take different releases", async () => {
  const { ctx, take, release } = await open();
  const ids = await take(letter(), letter(), letter(), letter());
  await release(...ids);
  await Promise.all(ids.map(() => take(back())));
  const links = [...(await linksOf(ctx)).values()].flatMap(({ from }) => from ?? []);
  expect(new Set(links).size).toBe(links.length);
  expect(links).toHaveLength(ids.length);
});

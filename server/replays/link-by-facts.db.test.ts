import { expect, test, vi } from "vitest";
import { getMessage } from "../messages/get.ts";
import { textHeader } from "../sources/json-head.ts";
import { itemStates, openReplays } from "../testing/replays.ts";
import { capture, rawMessage, watchQueue } from "../testing/messages.ts";
import { listItems } from "./items/list.ts";
import { linkByFacts } from "./link-by-facts.ts";
import { startReplay } from "./start.ts";

const soon = { timeout: 20_000, interval: 10 };
const target = { to: "queue", queue: "orders.work" } as const;
const rules = { envelope: { eventId: "$.id", key: "$.order" } };
const now = () => new Date(Date.now() + 5_000);

/** Replays dead letters with these bodies, all of which are sent. `again` captures one as a framework writes it: the same body, no header of Redrive. */
async function start(...bodies: readonly object[]) {
  const opened = await openReplays(1);
  const { ctx, run } = opened;
  const reader = { ...opened.reader, rules: { ...opened.reader.rules, ...rules } };
  const raw = (body: object, diedAt: Date | null = null) =>
    rawMessage({
      body: Buffer.from(JSON.stringify(body)),
      headers: [textHeader("x-death-queue", "orders.work")],
      position: crypto.randomUUID(),
      diedAt,
    });
  const ids = await capture(
    ctx,
    reader,
    bodies.map((body) => raw(body)),
  );
  const { id } = await startReplay(ctx, { selection: { ids }, target, rate: null, reason: "test" });
  await run("one");
  await vi.waitFor(async () => expect(await itemStates(ctx, id)).toEqual({ observing: bodies.length }), soon);
  const again = async (body: object, diedAt: Date | null = now(), into = reader) => (await capture(ctx, into, [raw(body, diedAt)]))[0] ?? 0;
  const look = async (message: number) =>
    (
      await ctx.sql`select lineage_id as lineage, replay_count as count, came_back_from is not null as back from messages where id = ${message}`
    )[0];
  return { ctx, id, ids, again, look, reader };
}

test("the same event id without our headers: it may be a comeback, and the item says by what it was found", async () => {
  const { ctx, id, ids, again, look } = await start({ id: "e-1", order: "o-1" }, { id: "e-2", order: "o-2" });
  const back = await again({ id: "e-1", order: "o-1", note: "another body" });
  expect(await look(back)).toEqual({ lineage: ids[0], count: 1, back: true });
  expect(await itemStates(ctx, id)).toEqual({ observing: 1, came_back: 1 });
  const { items } = await listItems(ctx, { id, show: "came_back", limit: 10 });
  expect(items).toMatchObject([{ cameBackAs: back, reason: { code: "back_by_event_id" } }]);
  const { answer } = await getMessage(ctx, { id: back });
  expect(answer.evidence.map(({ text }) => text)).toContain(
    "It may be a comeback after a replay: it has the same event id, but no mark of Redrive.",
  );
});

test("where no event id is carried, the same key and body", async () => {
  const { ctx, id, again, look } = await start({ order: "o-1", n: 1 }, { order: "o-1", n: 2 });
  expect(await look(await again({ order: "o-1", n: 3 }))).toMatchObject({ back: false });
  expect(await look(await again({ order: "o-1", n: 2 }))).toMatchObject({ back: true, count: 1 });
  expect((await listItems(ctx, { id, show: "came_back", limit: 10 })).items).toMatchObject([{ reason: { code: "back_by_body" } }]);
});

test("nothing is tied that may be something else", async () => {
  const { ctx, id, again, look } = await start({ id: "e-1", order: "o-1" }, { order: "o-2" }, { order: "o-2" });
  const other = await watchQueue(ctx, "payments.dlq");
  const untied = { lineage: null, count: 0, back: false };
  // It died before it was sent.
  expect(await look(await again({ id: "e-1", order: "o-1" }, new Date(Date.now() - 3_600_000)))).toEqual(untied);
  // It died in another queue.
  expect(await look(await again({ id: "e-1", order: "o-1" }, now(), { ...other, rules: { ...other.rules, ...rules } }))).toEqual(untied);
  // Two were sent that it may be.
  expect(await look(await again({ order: "o-2" }))).toEqual(untied);
  expect(await itemStates(ctx, id)).toEqual({ observing: 3 });
  // What came back is not counted again.
  expect(await look(await again({ id: "e-1", order: "o-1" }))).toMatchObject({ back: true });
  expect(await look(await again({ id: "e-1", order: "o-1" }))).toEqual(untied);
});

test("a message whose death is not known is tied only where the dead-letter queue was seen empty: it may be an old copy", async () => {
  const { ctx, again, look } = await start({ id: "e-1" }, { id: "e-2" });
  const seen = (ready: number, at: Date) => ctx.sql`update queues set ready = ${ready}, depth_at = ${at}`;
  const untied = { lineage: null, count: 0, back: false };
  expect(await look(await again({ id: "e-1" }, null))).toEqual(untied);
  await seen(1, now());
  expect(await look(await again({ id: "e-1" }, null))).toEqual(untied);
  await seen(0, new Date(Date.now() - 120_000));
  expect(await look(await again({ id: "e-1" }, null))).toEqual(untied);
  await seen(0, now());
  expect(await look(await again({ id: "e-1" }, null))).toMatchObject({ back: true });
});

test("what a replay of long ago sent is not tied because another goes on", async () => {
  const { ctx, id, ids, again, look } = await start({ id: "e-1" }, { id: "e-2" });
  await ctx.sql`update replays set state = 'completed', finished_at = now() - interval '2 days' where id = ${id}`;
  const dead = await again({ id: "e-3" });
  await startReplay(ctx, { selection: { ids: [dead] }, target, rate: null, reason: "test" });
  expect(await look(await again({ id: "e-1" }))).toMatchObject({ lineage: null, back: false });
  expect(ids).toHaveLength(2);
});

test("however many dead messages have the same key, only what was sent is read", async () => {
  const { ctx, ids, reader } = await start({ order: "o-1", n: 1 });
  const columns = await ctx.sql<{ name: string }[]>`
    select quote_ident(attname) as name from pg_attribute
    where attrelid = 'messages'::regclass and attnum > 0 and not attisdropped and attgenerated = '' and attname not in ('id', 'state') order by attnum`;
  const names = columns.map(({ name }) => name).join(", ");
  await ctx.sql.unsafe(`
    insert into messages (id, state, ${names}) overriding system value select id + 1000000 + n, 'dead', ${names} from messages cross join generate_series(1, 20000) n where id = ${ids[0]}`);
  await ctx.sql`analyze messages`;
  const unmarked = {
    id: 1,
    eventId: null,
    eventKey: "o-1",
    eventType: "",
    body: Buffer.from(`{"order":"o-1","n":2}`),
    diedAt: now(),
    diedAfter: null,
  };
  const [{ type }] = await ctx.sql<[{ type: string }]>`select event_type as type from messages where id = ${ids[0] ?? 0}`;
  const read = await ctx.sql.begin(async (tx) => {
    await linkByFacts(tx, reader, [{ ...unmarked, eventType: type }], { at: new Date(), principal: 1 });
    return (await tx`select seq_tup_read + idx_tup_fetch as n from pg_stat_xact_user_tables where relname = 'messages'`)[0]?.["n"];
  });
  expect(read).toBeLessThan(100);
});

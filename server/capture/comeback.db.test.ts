import { principalId } from "../access/remember-principal.ts";
import { describe, expect, test } from "vitest";
import { textHeader } from "../sources/json-head.ts";
import type { Ctx } from "../context.ts";
import { policyOf } from "../replays/policy.ts";
import { testContext } from "../testing/context.ts";
import { testDatabase } from "../testing/database.ts";
import { capture, messageInState, rawMessage, shop, watchQueue } from "../testing/messages.ts";

async function start(
  state: "dead" | "replayed" | "unknown" | "replaying" = "replayed",
  item = "observing",
  inHand = false,
  code: string | null = null,
) {
  const ctx = testContext(await testDatabase(), { config: { sources: [shop] } });
  const reader = await watchQueue(ctx);
  const sent = await messageInState(ctx, reader, state);
  const [replay] = await ctx.sql<[{ id: number }]>`
    insert into replays (state, selection, as_of, target, policy, reason, principal_id, total, created_at, refilled_at)
    values ('running', 'one', now(), '{"to":"failed_queue"}', ${JSON.stringify(policyOf(ctx.config, null))}::text::jsonb, 'test', ${await principalId(ctx)}, 1, now(), now()) returning id`;
  const [row] = await ctx.sql<[{ id: number }]>`
    insert into replay_items (replay_id, message_id, version, state, intent_at, reason_code)
    values (${replay.id}, ${sent}, 1, ${item}::item_state, now(), ${code}) returning id`;
  if (inHand) {
    await ctx.sql`insert into replay_batches (replay_id, holder, at, first_item, last_item) values (${replay.id}, 'one/0', now(), ${row.id}, ${row.id})`;
  }
  return { ctx, reader, sent, replayId: replay.id, itemId: row.id };
}

function marked(replayId: number, itemId: number, lineageId: number) {
  const headers = [
    textHeader("x-redrive-replay", String(replayId)),
    textHeader("x-redrive-attempt", String(itemId)),
    textHeader("x-redrive-count", "99"),
    textHeader("x-redrive-lineage", String(lineageId)),
  ];
  return rawMessage({ headers, body: Buffer.from("again") });
}

async function look(ctx: Ctx, sent: number, id: number | undefined) {
  const [row] = await ctx.sql`
    select n.lineage_id as lineage, n.came_back_from as "from", n.replay_count as count, o.state,
      (select kind from message_history h where h.message_id = o.id and h.seq = o.seq) as last,
      (select jsonb_build_object('state', state, 'as', came_back_as) from replay_items limit 1) as item
    from messages n, messages o where n.id = ${id ?? 0} and o.id = ${sent}`;
  return row;
}

describe("a message that comes back", () => {
  test.each([
    ["replayed", "observing", false],
    ["replayed", "presumed_ok", false],
    ["unknown", "unknown", false],
    ["replaying", "selected", true],
  ] as const)("is tied to its item when the message was %s and the item %s, in a lane's hand: %s", async (state, item, inHand) => {
    const { ctx, reader, sent, replayId, itemId } = await start(state, item, inHand);
    const [id] = await capture(ctx, reader, [marked(replayId, itemId, sent)]);
    expect(await look(ctx, sent, id)).toEqual({
      lineage: sent,
      from: itemId,
      count: 1,
      state: "replayed",
      last: "came_back",
      item: { state: "came_back", as: id },
    });
  });

  test.each([
    ["cancelled", "decided"],
    ["refused", "found_unsent"],
  ])("was sent after all where its item was %s as not sent (%s)", async (item, code) => {
    const { ctx, reader, sent, replayId, itemId } = await start("dead", item, false, code);
    const [id] = await capture(ctx, reader, [marked(replayId, itemId, sent)]);
    expect(await look(ctx, sent, id)).toEqual({
      lineage: sent,
      from: itemId,
      count: 1,
      state: "replayed",
      last: "came_back",
      item: { state: "came_back", as: id },
    });
    expect(await ctx.sql`select reason_code from replay_items`).toEqual([{ reason_code: "sent_after_all" }]);
  });

  test("was sent after all shares the lineage of one that is replayed again by now, and leaves that alone", async () => {
    const { ctx, reader, sent, replayId, itemId } = await start("replaying", "cancelled", false, "decided");
    const [id] = await capture(ctx, reader, [marked(replayId, itemId, sent)]);
    expect(await look(ctx, sent, id)).toMatchObject({ lineage: sent, count: 1, state: "replaying", item: { state: "cancelled" } });
  });

  test("was sent after all leaves an original that was edited since in the list", async () => {
    const { ctx, reader, sent, replayId, itemId } = await start("dead", "cancelled", false, "decided");
    await ctx.sql`update messages set version = 2 where id = ${sent}`;
    const [id] = await capture(ctx, reader, [marked(replayId, itemId, sent)]);
    expect(await look(ctx, sent, id)).toMatchObject({ lineage: sent, count: 1, state: "dead", item: { state: "cancelled" } });
  });

  test.each([
    ["cancelled", null],
    ["refused", "broker"],
  ])("of an item that was %s and never sent (%s) ties nothing", async (item, code) => {
    const { ctx, reader, sent, replayId, itemId } = await start("dead", item, false, code);
    const [id] = await capture(ctx, reader, [marked(replayId, itemId, sent)]);
    expect(await look(ctx, sent, id)).toMatchObject({ lineage: null, state: "dead" });
  });

  test("twice is counted once, and both copies share the lineage", async () => {
    const { ctx, reader, sent, replayId, itemId } = await start();
    const [first, second] = await capture(ctx, reader, [marked(replayId, itemId, sent), marked(replayId, itemId, sent)]);
    const [third] = await capture(ctx, reader, [marked(replayId, itemId, sent)]);
    for (const id of [first, second, third]) {
      expect(await look(ctx, sent, id)).toMatchObject({ lineage: sent, from: itemId, item: { as: first } });
    }
    const [events] = await ctx.sql`select count(*) as n from message_history where kind = 'came_back'`;
    expect(events?.["n"]).toBe(1);
  });
});

describe("a mark that somebody made up", () => {
  test.each([
    ["another item", 0, 1, 0],
    ["another replay", 1, 0, 0],
    ["another lineage", 0, 0, 1],
  ])("of %s ties nothing", async (_name, replay, item, lineage) => {
    const { ctx, reader, sent, replayId, itemId } = await start();
    const [id] = await capture(ctx, reader, [marked(replayId + replay, itemId + item, sent + lineage)]);
    expect(await look(ctx, sent, id)).toMatchObject({
      lineage: null,
      from: null,
      count: 0,
      last: "confirmed",
      item: { state: "observing" },
    });
  });

  test("for an item that was never sent ties nothing", async () => {
    const { ctx, reader, sent, replayId, itemId } = await start("replaying", "selected");
    const [id] = await capture(ctx, reader, [marked(replayId, itemId, sent)]);
    expect(await look(ctx, sent, id)).toMatchObject({ lineage: null, state: "replaying", item: { state: "selected" } });
  });

  test("in another source ties nothing", async () => {
    const { ctx, reader, sent, replayId, itemId } = await start();
    const [id] = await capture(ctx, { ...reader, source: "elsewhere" }, [marked(replayId, itemId, sent)]);
    expect(await look(ctx, sent, id)).toMatchObject({ lineage: null, item: { state: "observing" } });
  });
});

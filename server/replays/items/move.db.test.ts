import { expect, test } from "vitest";
import { principalId } from "../../access/remember-principal.ts";
import { deleteExpired } from "../../messages/delete-expired.ts";
import { itemStates, openReplays } from "../../testing/replays.ts";
import { cancelReplay } from "../cancel.ts";
import { startReplay } from "../start.ts";
import { forgetItems } from "./forget.ts";
import { type ItemEvent, moveItems } from "./move.ts";

const target = { to: "queue", queue: "orders.work" } as const;

async function start(count: number) {
  const { ctx, ids } = await openReplays(count);
  const { id } = await startReplay(ctx, { selection: { ids }, target, rate: null, reason: "the gateway is back" });
  const items = await ctx.sql<{ id: number; messageId: number }[]>`select id, message_id as "messageId" from replay_items order by id`;
  const principal = await principalId(ctx);
  const event = (kind: ItemEvent["kind"]): ItemEvent => ({ kind, at: ctx.clock(), principal, operation: 7 });
  const messages = async () => {
    const rows = await ctx.sql<{ state: string; n: number }[]>`select state, count(*) as n from messages group by 1`;
    return Object.fromEntries(rows.map(({ state, n }) => [state, n]));
  };
  return { ctx, id, items, event, messages };
}

test("a batch of outcomes moves items and messages; one that may not move stays, and the answer leaves it out", async () => {
  const { ctx, id, items, event, messages } = await start(4);
  const [one, two, three, four] = items.map((item) => item.id) as [number, number, number, number];
  const reason = { code: "broker", data: { text: 'No "route" here' } };
  const until = new Date(Date.now() + 60_000);
  const moved = await ctx.sql.begin((tx) =>
    moveItems(tx, event("settled"), {
      items: [
        { id: one, to: "observing" },
        { id: two, to: "refused", reason },
        { id: three, to: "held", reason: { code: "open", data: null }, heldUntil: until },
      ],
    }),
  );
  expect(moved.map(({ to }) => to).toSorted()).toEqual(["held", "observing", "refused"]);
  const again = await ctx.sql.begin((tx) =>
    moveItems(tx, event("settled"), { items: [one, four].map((item) => ({ id: item, to: "unknown" })) }),
  );
  expect(again).toEqual([{ id: four, messageId: items[3]?.messageId, to: "unknown" }]);
  expect(await itemStates(ctx, id)).toEqual({ observing: 1, refused: 1, held: 1, unknown: 1 });
  expect(await messages()).toEqual({ replayed: 1, dead: 1, replaying: 1, unknown: 1 });
  expect(await ctx.sql`select reason_code, reason_data from replay_items where id = ${two}`).toEqual([
    { reason_code: reason.code, reason_data: reason.data },
  ]);
  const history =
    await ctx.sql`select kind, operation_id as operation, data from message_history where item_id = ${two} order by seq desc limit 1`;
  expect(history).toEqual([{ kind: "refused", operation: 7, data: { detail: reason } }]);
  // Its time has come: nothing of the last attempt is left.
  await ctx.sql.begin((tx) => moveItems(tx, event("due"), { where: tx`i.held_until <= ${until}`, to: "selected" }));
  expect(await ctx.sql`select state, reason_code, held_until, outcome_at from replay_items where id = ${three}`).toEqual([
    { state: "selected", reason_code: null, held_until: null, outcome_at: null },
  ]);
});

test("an event that does not lead to a state moves nothing", async () => {
  const { ctx, id, event } = await start(1);
  await expect(ctx.sql.begin((tx) => moveItems(tx, event("due"), { where: tx`true`, to: "refused" }))).rejects.toThrow("become refused");
  expect(await itemStates(ctx, id)).toEqual({ selected: 1 });
});

test("a cancel lets held items go too", async () => {
  const { ctx, id, items, event, messages } = await start(3);
  const move = { id: items[0]?.id ?? 0, to: "held", heldUntil: ctx.clock() } as const;
  await ctx.sql.begin((tx) => moveItems(tx, event("settled"), { items: [move] }));
  await cancelReplay(ctx, { id, reason: "enough" });
  expect(await itemStates(ctx, id)).toEqual({ cancelled: 3 });
  expect(await messages()).toEqual({ dead: 3 });
});

test("items go with their expired messages, and others stay", async () => {
  const { ctx, id, items, event } = await start(2);
  await ctx.sql.begin((tx) => moveItems(tx, event("settled"), { items: [{ id: items[0]?.id ?? 0, to: "observing" }] }));
  const later = {
    ...ctx,
    config: { ...ctx.config, retention: { settledDays: 1, alertDays: null } },
    clock: () => new Date(Date.now() + 3 * 86_400_000),
  };
  expect(await deleteExpired(later, new AbortController().signal, forgetItems)).toBe(1);
  expect(await itemStates(ctx, id)).toEqual({ selected: 1 });
});

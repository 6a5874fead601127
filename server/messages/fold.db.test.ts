import { principalId } from "../access/remember-principal.ts";
import { describe, expect, test } from "vitest";
import { messageState } from "../db/schema/messages.ts";
import { testContext } from "../testing/context.ts";
import { testDatabase } from "../testing/database.ts";
import { died, messageInState, watchQueue } from "../testing/messages.ts";
import { moveMessages } from "./move.ts";
import { foldHistory, type HistoryEvent } from "./fold.ts";

async function start() {
  // Soon after the messages died: counts by the hour are kept of the last two days.
  const ctx = testContext(await testDatabase(), { clock: () => new Date(died.getTime() + 3_600_000) });
  return { ctx, reader: await watchQueue(ctx) };
}

describe("the row of a message", () => {
  test.each(messageState.enumValues)("that is %s is the fold of its history", async (state) => {
    const { ctx, reader } = await start();
    const id = await messageInState(ctx, reader, state);
    const events = await ctx.sql<HistoryEvent[]>`select seq, kind, at, data from message_history where message_id = ${id} order by seq`;
    const [row] = await ctx.sql`
      select state, seq, version, captured_at as "capturedAt", jsonb_build_object('queueId', queue_id) as facts
      from messages where id = ${id}`;
    expect(foldHistory(events)).toEqual(row);
    const [counted] = await ctx.sql`select state, n from hour_counts where n <> 0`;
    expect(counted).toEqual({ state, n: 1 });
  });
});

test("a history that cannot have happened is refused", () => {
  const event = (seq: number, kind: HistoryEvent["kind"]) => ({ seq, kind, at: new Date(), data: {} });
  expect(() => foldHistory([])).toThrow("begins with captured");
  expect(() => foldHistory([event(1, "captured"), event(2, "restored")])).toThrow("restored cannot happen to a message that is dead");
  expect(() => foldHistory([event(1, "captured"), event(3, "discarded")])).toThrow("Event 3 follows event 1");
});

test("an event that the state does not allow changes nothing", async () => {
  const { ctx, reader } = await start();
  const dead = await messageInState(ctx, reader, "dead");
  const discarded = await messageInState(ctx, reader, "discarded");
  const rows = () => ctx.sql`select * from messages order by id`;
  const before = await rows();
  const event = { kind: "restored", at: ctx.clock(), principal: await principalId(ctx) } as const;
  const moved = await ctx.sql.begin((tx) => moveMessages(tx, event, [{ messageId: dead }, { messageId: discarded, expectedSeq: 1 }]));
  expect(moved).toHaveLength(0);
  expect(await rows()).toEqual(before);
});

import { expect, test, vi } from "vitest";
import { startBank } from "../testing/bank.ts";
import { behindUnsent } from "./behind-unsent.ts";
import type { Candidate } from "./candidate.ts";

test("what follows held ones of its key waits for the last of those before its batch, and never for one behind it", async () => {
  const { ctx, begin } = await startBank("OPEN", 8, { ordered: true });
  const { id: replayId } = await begin();
  const items = () => ctx.sql<{ id: number; messageId: number }[]>`
    select id, message_id as "messageId" from replay_items where replay_id = ${replayId} and state = 'held' order by id`;
  await vi.waitFor(async () => expect(await items()).toHaveLength(8), { timeout: 20_000, interval: 10 });
  const held = await items();
  const [ids, messages] = [held.map(({ id }) => id), held.map(({ messageId }) => messageId)];
  const behind = async (...asked: readonly (number | undefined)[]) => {
    const candidates = asked.map((id) => ({ message: { eventKey: "k0", item: { id, replayId } } }) as unknown as Candidate);
    const facts = (await behindUnsent.read?.(ctx, candidates)) ?? new Map();
    const found = candidates.map((one) => behindUnsent.judge(facts, one, ctx.clock())?.data?.behind);
    return found.map((message) => (message === undefined ? null : messages.indexOf(message)));
  };
  const after = Math.max(...ids) + 1;
  expect(await behind(after, after + 1)).toEqual([3, 3]);
  expect(await behind(ids[1], ids[2])).toEqual([0, 0]);
  expect(await behind(ids[0], ids[2])).toEqual([null, 0]);
  await ctx.sql`update replay_items set state = 'refused', held_until = null where id = ${ids[1] ?? 0}`;
  expect(await behind(after)).toEqual([0]);
});

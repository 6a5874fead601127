import { expect, test } from "vitest";
import { startReplay } from "../replays/start.ts";
import { testContext } from "../testing/context.ts";
import { testDatabase } from "../testing/database.ts";
import { messageInState, watchQueue } from "../testing/messages.ts";
import { openReplays } from "../testing/replays.ts";
import { readFacts } from "./read-facts.ts";
import type { WatchedBefore } from "./read-watched.ts";

test("a replay that paused itself for any reason has stopped; one that a person paused has not", async () => {
  const { ctx, ids } = await openReplays(2);
  const { id } = await startReplay(ctx, { selection: { ids }, target: { to: "queue", queue: "orders.work" }, rate: null, reason: "test" });
  const stopped = () =>
    ctx.sql.begin(async (tx) => {
      const { replays } = await readFacts(tx, {
        now: new Date(),
        rules: [],
        slow: { at: new Date(), oldest: new Map(), usual: new Map(), depths: new Map(), watched: null },
        downstreams: [],
        applications: [],
      });
      return replays.map((replay) => replay.stopped);
    });
  expect(await stopped()).toEqual([null]);
  for (const code of ["came_back", "canary_unconsumed", "consumers_gone", "not_sent", "restored"]) {
    await ctx.sql`update replays set state = 'paused', pause_code = ${code} where id = ${id}`;
    expect(await stopped()).toEqual([code]);
  }
  await ctx.sql`update replays set pause_code = 'by_person' where id = ${id}`;
  expect(await stopped()).toEqual([null]);
});

test("what a replay watches is counted as of the last minute, with what was sent since", async () => {
  const ctx = testContext(await testDatabase());
  const reader = await watchQueue(ctx);
  const message = await messageInState(ctx, reader, "replayed");
  await ctx.sql`
    insert into replays (state, selection, places, as_of, target, policy, reason, principal_id, total, created_at, refilled_at)
    values ('observing', 'all', '[]', now(), '{"to":"failed_queue"}', '{}', 'a test', 1, 1, now(), now())`;
  await ctx.sql`insert into replay_items (replay_id, message_id, version, state, outcome_at) select id, ${message}, 1, 'observing', now() from replays order by id desc limit 1`;
  const [sent] = await ctx.sql<{ groupId: number; type: string; state: string }[]>`
    select m.group_id as "groupId", m.event_type as type, m.state from replay_items i join messages m on m.id = i.message_id where i.state = 'observing'`;
  if (!sent) throw new Error("nothing is watched");
  const away = (watched: WatchedBefore | null) =>
    ctx.sql.begin(async (tx) => {
      const slow = { at: new Date(), oldest: new Map(), usual: new Map(), depths: new Map(), watched };
      const { groups } = await readFacts(tx, { now: new Date(), rules: [], slow, downstreams: [], applications: [] });
      return groups.find(({ id }) => id === sent.groupId)?.away ?? 0;
    });
  const all = await away(null);
  const minutes = (n: number) => new Date(Date.now() + n * 60_000);
  expect(await away({ until: minutes(5), rows: [] })).toBe(all - 1);
  expect(await away({ until: minutes(5), rows: [{ ...sent, n: 4 }] })).toBe(all + 3);
  expect(await away({ until: minutes(-5), rows: [{ ...sent, n: 4 }] })).toBe(all + 4);
});

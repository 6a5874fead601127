import { expect, test } from "vitest";
import { testContext } from "../testing/context.ts";
import { testDatabase } from "../testing/database.ts";
import { capture, plainRules, rawMessage, watchQueue } from "../testing/messages.ts";
import { textHeader } from "../sources/json-head.ts";
import { readAround } from "./read-around.ts";
import { everywhere, type Where } from "./rule.ts";

const failing = [textHeader("x-error", "com.shop.Bad")];
const hour = 3_600_000;

/** A queue with three dead letters of this minute, in two groups of which one is poison and muted for an hour. */
async function open() {
  const ctx = testContext(await testDatabase());
  const rules = { ...plainRules, headers: { ...plainRules.headers, errorType: "x-error" } };
  const reader = { ...(await watchQueue(ctx)), rules };
  const now = new Date(Math.floor(Date.now() / 1_000) * 1_000);
  await capture(ctx, reader, [
    rawMessage({ diedAt: now, position: "1" }),
    rawMessage({ diedAt: now, position: "2" }),
    rawMessage({ diedAt: new Date(now.getTime() - hour), position: "3", headers: failing }),
    rawMessage({ diedAt: now, position: "4", headers: failing }),
  ]);
  const groups = await ctx.sql<{ id: number; n: number }[]>`
    select g.id, (select count(*) from messages m where m.group_id = g.id) as n from groups g order by id`;
  const around = (where: Partial<Where> = {}, groupId: number | null = null) =>
    readAround(
      ctx,
      { groupId, queueId: groupId === null ? reader.queueId : null },
      { kind: "depth", where: { ...everywhere, ...where } },
      new Date(),
    );
  return { ctx, reader, now, groups, around };
}

test("what a rule looks at is counted, and nothing of what it does not", async () => {
  const { ctx, reader, now, groups, around } = await open();
  const [plain, other] = groups;
  expect(groups).toHaveLength(2);
  await ctx.sql`update groups set verdict = case when id = ${plain?.id ?? 0} then 'transient' else 'poison' end::verdict`;
  await ctx.sql`update queues set ready = 3, expires_at = ${new Date(now.getTime() + hour)}`;
  const all = { arrived: 3, minutes: 5, unreadSince: null, oldestAt: new Date(now.getTime() - hour), expiresAt: expect.any(Date) };
  expect(await around()).toEqual(all);
  expect(await around({}, plain?.id)).toMatchObject({ arrived: 2, oldestAt: now });
  // The first to expire in the broker may be of any verdict.
  expect(await around({ verdicts: ["transient"] })).toEqual({ ...all, arrived: 2, oldestAt: now, expiresAt: null });
  expect(await around({ verdicts: ["unknown"] })).toMatchObject({ arrived: 0, oldestAt: null });
  expect(await around({ owners: ["payments"] })).toMatchObject({ arrived: 0, oldestAt: null });
  await ctx.sql`insert into group_owners (group_id, team, at) values (${other?.id ?? 0}, 'payments', now())`;
  expect(await around({ owners: ["payments"] })).toMatchObject({ arrived: 1 });
  expect(await around({ eventTypes: ["Order*"] })).toBeNull();
  await ctx.sql`update groups set triage = 'muted', muted_until = now() + interval '1 hour' where id = ${other?.id ?? 0}`;
  expect(await around()).toMatchObject({ arrived: 2, oldestAt: now });
  expect(reader.queueId).toBeGreaterThan(0);
});

test("of a queue that is only watched, paused or not read nobody says that nothing arrives", async () => {
  const { ctx, now, around } = await open();
  const since = new Date(now.getTime() - hour);
  const set = (of: { mode: string; state: string; ready: number }, source: string | null = null) =>
    ctx.sql.begin(async (tx) => {
      await tx`
      update queues set mode = ${of.mode}::capture_mode, state = ${of.state}::capture_state, state_since = ${since}, alive_at = now(), ready = ${of.ready}, expires_at = ${now}, oldest_at = ${since}`;
      await tx`delete from sources`;
      if (source) await tx`insert into sources (name, kind, state, since) values ('shop', 'memory', ${source}::source_state, ${since})`;
    });
  await set({ mode: "watch", state: "watching", ready: 7 });
  expect(await around()).toEqual({ arrived: null, minutes: 5, unreadSince: null, oldestAt: since, expiresAt: now });
  await set({ mode: "take", state: "paused", ready: 7 });
  expect(await around()).toMatchObject({ unreadSince: since, expiresAt: null });
  await set({ mode: "take", state: "running", ready: 7 }, "failed");
  expect(await around()).toMatchObject({ unreadSince: since, expiresAt: null });
  await set({ mode: "watch", state: "watching", ready: 7 }, "failed");
  expect(await around()).toMatchObject({ arrived: null, unreadSince: since, oldestAt: null, expiresAt: null });
});

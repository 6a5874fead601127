import { setTimeout as delay } from "node:timers/promises";
import fc from "fast-check";
import { expect, onTestFinished, test } from "vitest";
import { textArray } from "../db/arrays.ts";
import { connectDatabase } from "../db/client.ts";
import { isOutage } from "../db/outage.ts";
import { alertModel, levelOf } from "../testing/alert-model.ts";
import { testContext } from "../testing/context.ts";
import { testDatabase } from "../testing/database.ts";
import { anyDead } from "../testing/deliveries.ts";
import { capture, rawMessage, watchQueue } from "../testing/messages.ts";
import { actOnAlert } from "./act.ts";
import { startEvaluating } from "./evaluate-alerts.ts";
import type { RuleSpec } from "./rule.ts";
import { endSilence, makeSilence } from "./silence.ts";
import { newsOnly } from "./transition.ts";

const deep: RuleSpec = { ...anyDead, name: "deep", params: { count: 10, recover: 5 }, forSeconds: 120, keepSeconds: 180 };
const reason = "a test";

async function open() {
  const clients = await testDatabase();
  const { sql } = clients;
  const config = { alerts: { defaults: false, rules: [deep] }, channels: [{ kind: "log", name: "oncall" } as const] };
  const ctx = testContext(clients, { config });
  await capture(ctx, await watchQueue(ctx), [rawMessage({ identity: "one" })]);
  const start = Date.now();
  const dateOf = (minute: number) => new Date(start + minute * 60_000);
  let silence: number | null = null;
  return {
    sql,
    /** A worker with one connection. `cutAfterMs`: it dies so long after it has begun, and starts again knowing nothing. */
    startWorker: () => {
      const own = connectDatabase(clients.url, { max: 1 });
      onTestFinished(own.close);
      let evaluate = startEvaluating();
      return async (minute: number, cutAfterMs: number | null) => {
        const [session] = await own.sql<[{ pid: number }]>`select pg_backend_pid() as pid`;
        const turn = evaluate({ ...ctx, ...own }, { gapMs: 0, at: dateOf(minute) });
        if (cutAfterMs === null) return void (await turn);
        const died = turn.catch((err: unknown) => expect(isOutage(err), String(err)).toBe(true));
        await delay(cutAfterMs);
        await sql`select pg_terminate_backend(${session.pid}::int)`;
        await died;
        await own.sql`select`.catch(() => {});
        evaluate = startEvaluating();
      };
    },
    turnedAt: async () => (await sql<{ at: string }[]>`select evaluated_at::text as at from alert_turns`)[0]?.at,
    live: async () => {
      const rows = await sql<{ id: number; flaps: boolean }[]>`
        select id, flapping_since is not null as flaps from alerts where state in ('firing', 'recovering')`;
      expect(rows.length, "one alert of a queue").toBeLessThan(2);
      return rows[0] ?? null;
    },
    arrange: async (minute: number, { dead, blind, away }: { readonly dead: number; readonly blind: boolean; readonly away: number }) => {
      await sql`update queues set alive_at = ${dateOf(minute + (blind ? -60 : 60))}`;
      await sql`update day_counts set n = ${dead} where state = 'dead'`;
      await sql`
        insert into day_counts (state, group_id, event_type, day, n) select 'replaying', group_id, event_type, day, ${away}::int from day_counts where state = 'dead'
        on conflict (state, group_id, event_type, day) do update set n = excluded.n`;
    },
    act: (id: number, act: "acknowledge" | "mute" | "take_back") =>
      actOnAlert(ctx, { id, act, reason }).catch((err: unknown) => expect(err).toMatchObject({ code: "conflict" })),
    keepSilent: async (silenced: boolean) => {
      const until = new Date(Date.now() + 30 * 86_400_000).toISOString();
      if (silenced && silence === null)
        ({ id: silence } = await makeSilence(ctx, { ruleId: null, queues: ["*/*"], groups: [], until, reason }));
      if (silenced || silence === null) return;
      await endSilence(ctx, { id: silence });
      silence = null;
    },
  };
}

/**
 * The property of `evaluate.test.ts` on a database: two workers evaluate at the same time, each may die at any point, people act and silence in the same
 * moment, and the clock goes on, or back. What held long enough fires; nothing fires without it; what fired is resolved; each transition is there once and,
 * where somebody was to hear of it, has its delivery.
 */
test("two workers that die at any point: nothing that should fire is missed, nothing fires without a cause, and what fired is resolved", async () => {
  const world = await open();
  const { sql, live, turnedAt, arrange, act, keepSilent } = world;
  const workers = [world.startWorker(), world.startWorker()] as const;
  const dies = fc.oneof({ weight: 3, arbitrary: fc.constant(null) }, { weight: 1, arbitrary: fc.integer({ min: 0, max: 25 }) });
  const seldom = fc.integer({ min: 0, max: 4 }).map((n) => n === 0);
  const step = fc.record({
    // No doubles: fast-check draws them by their exponents, so that next to no time would pass.
    minutes: fc.integer({ min: -40, max: 400 }).map((n) => n / 100),
    dead: fc.constantFrom(15, 10, 0, 200, 0, 6),
    away: fc.constantFrom(0, 0, 0, 3, 40),
    blind: seldom,
    act: fc.option(fc.constantFrom("acknowledge", "mute", "take_back"), { freq: 2 }),
    silenced: seldom,
    die: fc.tuple(dies, dies),
  });
  const seen = { fired: 0, missedTurns: 0, turns: 0 };
  let minute = 0;
  const property = fc.asyncProperty(fc.array(step, { minLength: 20, maxLength: 40 }), async (steps) => {
    const { see, judge } = alertModel();
    for (const { minutes, dead, away, blind, act: what, silenced, die } of steps) {
      minute += minutes;
      await arrange(minute, { dead, blind, away });
      const [before, lastTurn, level] = [await live(), await turnedAt(), levelOf(dead, blind, away)];
      await Promise.all([
        ...workers.map((turn, nth) => turn(minute, die[nth] ?? null)),
        ...(what && before ? [act(before.id, what)] : []),
        keepSilent(silenced),
      ]);
      seen.turns++;
      // Both died before they had written anything: nobody has looked.
      if ((await turnedAt()) === lastTurn) {
        seen.missedTurns++;
        continue;
      }
      const after = await live();
      see(level, minute, before !== null);
      judge(level, minute, { wasLive: before !== null, isLive: after !== null, flaps: (before ?? after)?.flaps ?? false });
    }
    await keepSilent(false);
    for (const extra of [0, 4, 40, 80]) {
      await arrange(minute + extra, { dead: 0, blind: false, away: 0 });
      await workers[0](minute + extra, null);
    }
    minute += 200;
    expect(await live()).toBeNull();
    const alerts = await sql<{ seq: number; noted: number; last: number; begun: number; ended: number; untold: number }[]>`
      select a.seq, count(*)::int as noted, max(t.seq)::int as last, count(*) filter (where kind in ('fired', 'flapping'))::int as begun,
        count(*) filter (where kind = 'resolved')::int as ended,
        count(*) filter (where quiet is null and kind::text = any(${textArray(newsOnly)}::text[])
          and not exists (select from deliveries d where d.alert_id = t.alert_id and d.seq = t.seq))::int as untold
      from alerts a join alert_transitions t on t.alert_id = a.id group by a.id`;
    for (const { seq, noted, last, begun, ended, untold } of alerts) {
      expect([noted, last, ended, untold]).toEqual([seq, seq, begun, 0]);
      seen.fired += begun;
    }
    await sql`delete from alerts`;
  });
  await fc.assert(property, { numRuns: 60, endOnFailure: true, interruptAfterTimeLimit: 90_000 });
  // It has tried what it says.
  expect(seen.fired).toBeGreaterThan(10);
  expect(seen.missedTurns).toBeGreaterThan(5);
}, 180_000);

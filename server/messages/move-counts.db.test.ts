import { globSync, readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { discardMessages } from "../bulk/discard.ts";
import type { Ctx } from "../context.ts";
import { testContext } from "../testing/context.ts";
import { testDatabase } from "../testing/database.ts";
import { capture, rawMessage, shop, watchQueue } from "../testing/messages.ts";
import { deleteExpired } from "./delete-expired.ts";
import { sweepCounts } from "./sweep-counts.ts";

const hourMs = 3_600_000;
const { signal } = new AbortController();
/** Half an hour into an hour, so that the messages of each half are known. */
const start = new Date(Math.floor(Date.now() / hourMs) * hourMs - hourMs / 2);
const minutesAgo = (minutes: number) => new Date(start.getTime() - minutes * 60_000);

async function captured() {
  let now = start;
  const config = { sources: [shop], retention: { settledDays: 1, alertDays: null } };
  const ctx = testContext(await testDatabase(), { config, clock: () => now });
  const reader = await watchQueue(ctx);
  const ages = [0, 0, 1, 29, 30, 31, 60, 90, 1_500, 7_000];
  const ids = await capture(
    ctx,
    reader,
    ages.map((age) => rawMessage({ diedAt: minutesAgo(age) })),
  );
  const pass = (days: number) => {
    now = new Date(now.getTime() + days * 24 * hourMs);
  };
  return { ctx, ids, pass };
}

/** The rollup, oldest first. */
const rolledUp = (ctx: Ctx) => ctx.sql`select hour, early, late from hour_arrivals order by hour`;

test("arrivals of an hour are what died in its halves, and stay when messages move or go", async () => {
  const { ctx, ids, pass } = await captured();
  const before = await rolledUp(ctx);
  expect(before).toEqual(
    await ctx.sql`
      select date_bin('1 hour', sort_at, 'epoch') as hour, count(*) filter (where date_bin('30 minutes', sort_at, 'epoch') = date_bin('1 hour', sort_at, 'epoch'))::int as early,
        count(*) filter (where date_bin('30 minutes', sort_at, 'epoch') > date_bin('1 hour', sort_at, 'epoch'))::int as late
      from messages group by 1 order by 1`,
  );
  expect(before.at(-1)).toMatchObject({ early: 3, late: 2 });
  await discardMessages(ctx, { selection: { ids }, reason: "a test" });
  pass(3);
  expect(await deleteExpired(ctx, signal, async () => {})).toBe(ids.length);
  expect(await rolledUp(ctx)).toEqual(before);
});

test("arrivals that no chart shows any more are swept, the others stay", async () => {
  const { ctx, pass } = await captured();
  const before = await rolledUp(ctx);
  pass(5);
  await sweepCounts(ctx);
  expect(await rolledUp(ctx)).toEqual(before.slice(1));
  pass(4);
  await sweepCounts(ctx);
  expect(await ctx.sql`select 1 from minute_arrivals`).toHaveLength(0);
});

test("counts by the hour follow what died lately; those of older deaths are swept, and the days follow all", async () => {
  const { ctx, ids } = await captured();
  const [newest, oldest] = [ids[0] ?? 0, ids.at(-1) ?? 0];
  await discardMessages(ctx, { selection: { ids: [newest, oldest] }, reason: "a test" });
  await sweepCounts(ctx);
  const lately = ctx.sql`sort_at > ${minutesAgo(2_880)}`;
  const of = (unit: string, which = ctx.sql`true`) =>
    ctx.sql`select state, date_trunc(${unit}, sort_at, 'UTC') as at, count(*)::int as n from messages where ${which} group by 1, 2 order by 1, 2`;
  expect(await ctx.sql`select state, hour as at, n from hour_counts order by 1, 2`).toEqual(await of("hour", lately));
  expect(await ctx.sql`select state, day as at, n from day_counts order by 1, 2`).toEqual(await of("day"));
});

test("a database from before has its arrivals filled in: by halves while the minutes are kept, by the hour before", async () => {
  const { ctx } = await captured();
  const before = await rolledUp(ctx);
  await ctx.sql`delete from hour_arrivals`;
  await ctx.sql`delete from minute_arrivals where minute < ${minutesAgo(120)}`;
  const fill =
    readFileSync(globSync("drizzle/*_roll_up_arrivals.sql")[0] ?? "", "utf8")
      .split("--> statement-breakpoint")
      .at(-1) ?? "";
  await ctx.sql.unsafe(fill);
  const whole = (rows: typeof before) => rows.map(({ hour, early, late }) => ({ hour, n: early + late }));
  expect(whole(await rolledUp(ctx))).toEqual(whole(before));
  expect((await rolledUp(ctx)).at(-1)).toEqual(before.at(-1));
});

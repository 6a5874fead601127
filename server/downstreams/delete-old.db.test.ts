import { expect, test } from "vitest";
import { testContext } from "../testing/context.ts";
import { testDatabase } from "../testing/database.ts";
import { bank } from "../testing/downstreams.ts";
import { deleteOldTransitions } from "./delete-old.ts";
import { listBreakers } from "./list.ts";

test("old changes of breakers are deleted, but the one that says how what is kept began; a page of one that flaps stays small", async () => {
  const config = { downstreams: [bank("http://127.0.0.1:1")], retention: { settledDays: null, alertDays: 10 } };
  const ctx = testContext(await testDatabase(), { config });
  await ctx.sql`
    insert into breaker_transitions (downstream, voice, at, from_state, to_state, because)
    select 'bank', v.voice, now() - make_interval(days => d), 'closed', case when d % 2 = 0 then 'open' else 'closed' end::downstream_state, '[]'
    from generate_series(8, 20) d, unnest('{reported,own}'::breaker_voice[]) v(voice)`;
  while (await deleteOldTransitions(ctx));
  const kept = await ctx.sql`
    select voice, round(extract(epoch from now() - at) / 86400)::int as days from breaker_transitions order by voice, at`;
  expect(kept).toEqual(["reported", "own"].flatMap((voice) => [10, 9, 8].map((days) => ({ voice, days }))));
  const rows = await ctx.sql`select subject, data from audit`;
  expect([...rows]).toEqual([{ subject: "old changes of breakers", data: { act: "expired", changes: 20, alertDays: 10 } }]);
  await ctx.sql`
    insert into breaker_transitions (downstream, voice, at, from_state, to_state, because)
    select 'bank', 'reported', now() - make_interval(secs => n * 10), null, case when n % 2 = 0 then 'open' else 'closed' end::downstream_state, '[]'
    from generate_series(1, 50000) n`;
  const { spans } = await listBreakers(ctx, { range: "7d" });
  expect(spans.length).toBeLessThan(2_100);
  expect(spans.length).toBeGreaterThan(500);
  expect(spans.some(({ state }) => state === "open")).toBe(true);
}, 60_000);

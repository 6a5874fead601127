import { expect, onTestFinished, test } from "vitest";
import { testContext } from "../testing/context.ts";
import { createEmptyDatabase, testDatabase } from "../testing/database.ts";
import { forgetWatched, watchOutboxes } from "../applications/outbox/watch.ts";
import { pgTransactionalOutbox } from "../applications/presets/conformance/pg-transactional-outbox.ts";
import { startEvaluating } from "./evaluate-alerts.ts";
import { factOf } from "./read-applications.ts";

const minute = 60_000;

test("alerts of an outbox fire and end; while its database does not tell they neither begin nor end", async () => {
  const { sql: owner, url } = await createEmptyDatabase();
  await owner.unsafe(pgTransactionalOutbox.ddl);
  await owner`update outbox set created_at = now() - interval '20 minutes'`;
  const spec = {
    name: "shop",
    engine: "postgres" as const,
    databaseUrl: url,
    unknown: null,
    consumes: [],
    tables: [{ preset: "pg-transactional-outbox", schema: null, only: null }],
  };
  const ctx = testContext(await testDatabase(), { config: { applications: [spec], alerts: { defaults: true, rules: [] } } });
  onTestFinished(() => ctx.applications.close());
  const evaluate = startEvaluating();
  let at = Date.now();
  const look = async () => {
    for (const application of ctx.applications.all) {
      forgetWatched(application);
      await watchOutboxes(application, { freshMs: 0, waitMs: 10_000 });
    }
    at += 5 * minute;
    await evaluate(ctx, { gapMs: 0, at: new Date(at) });
    at += 5 * minute;
    await evaluate(ctx, { gapMs: 0, at: new Date(at) });
    const rows = await ctx.sql<{ kind: string; state: string; n: string | null }[]>`
      select r.spec ->> 'kind' as kind, a.state, a.facts ->> 'n' as n from alerts a join alert_rules r on r.id = a.rule_id where r.spec ->> 'kind' ~ '^(outbox|application)' order by 1`;
    return Object.fromEntries(rows.map(({ kind, state, n }) => [kind, [state, n]]));
  };
  expect(await look()).toEqual({ outbox_lag: ["firing", "2"], outbox_failed: ["firing", "1"] });
  await owner`alter table outbox rename to elsewhere`;
  // The catalogue is read again after a minute: a table that is gone before that is an error of the read.
  expect(await look()).toMatchObject({ outbox_lag: ["firing", "2"], outbox_failed: ["firing", "1"], application_away: ["firing", null] });
  await owner`alter table elsewhere rename to outbox`;
  await owner`update outbox set processed_at = now()`;
  const ended = await look();
  expect(ended["outbox_lag"]?.[0]).toBe("resolved");
  expect(ended["outbox_failed"]?.[0]).toBe("resolved");
});

test("what was read long ago, or never, is not known; a database that does not answer is away", () => {
  const now = Date.now();
  const known = { state: "known", at: now, outboxes: [], problems: [] } as const;
  expect(factOf("shop", null, now)).toMatchObject({ isKnown: false, away: null });
  expect(factOf("shop", known, now)).toMatchObject({ isKnown: true, away: null });
  expect(factOf("shop", { ...known, at: now - 10 * minute }, now)).toMatchObject({ isKnown: false });
  expect(factOf("shop", { ...known, problems: ["No table of cap is there."] }, now)).toMatchObject({ away: "No table of cap is there." });
  expect(factOf("shop", { state: "unknown", at: now, reason: "It could not be asked." }, now)).toMatchObject({
    away: "It could not be asked.",
  });
});

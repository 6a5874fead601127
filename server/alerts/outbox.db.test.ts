import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { expect, onTestFinished, test, vi } from "vitest";
import { openApplications } from "../applications/open.ts";
import { listOutboxes } from "../applications/outbox/list.ts";
import { testContext } from "../testing/context.ts";
import { createEmptyDatabase, testDatabase } from "../testing/database.ts";
import { forgetWatched, watchOutboxes } from "../applications/outbox/watch.ts";
import { pgTransactionalOutbox } from "../applications/presets/conformance/pg-transactional-outbox.ts";
import { startEvaluating } from "./evaluate-alerts.ts";
import type { Facts } from "./facts.ts";
import { applicationAway } from "./kinds/application-away.ts";
import { outboxLag } from "./kinds/outbox-lag.ts";
import { factOf, readApplications } from "./read-applications.ts";

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
  const known = { state: "known", at: now, outboxes: [], problems: [], notes: [], lacks: [] } as const;
  expect(factOf("shop", null, now)).toMatchObject({ isKnown: false, away: null });
  expect(factOf("shop", known, now)).toMatchObject({ isKnown: true, away: null });
  expect(factOf("shop", { ...known, at: now - 10 * minute }, now)).toMatchObject({ isKnown: false });
  expect(factOf("shop", { ...known, problems: ["No table of cap is there."] }, now)).toMatchObject({
    away: null,
    lacks: "No table of cap is there.",
  });
  expect(factOf("shop", { state: "unknown", at: now, reason: "It could not be asked." }, now)).toMatchObject({
    away: "It could not be asked.",
  });
});

test("tables of processed events that are gone are an alert, one that outboxes do not wait for", async () => {
  const { sql: owner, url } = await createEmptyDatabase();
  await owner.unsafe("create table seen (event_id text primary key)");
  const seen = {
    kind: "processed",
    schema: "public",
    table: "seen",
    eventId: "event_id",
    consumer: null,
    at: null,
    done: [],
    keeps: "all",
  } as const;
  const spec = { name: "shop", engine: "postgres" as const, databaseUrl: url, unknown: null, consumes: [], tables: [seen] };
  const { all, close } = openApplications([spec]);
  onTestFinished(close);
  const [application = expect.fail()] = all;
  const levels = async () => {
    await watchOutboxes(application, { freshMs: 0, waitMs: 10_000 });
    const facts = { now: new Date(), applications: readApplications(all) } as unknown as Facts;
    const about = { facts, subjects: [], isNarrowed: false };
    const away = [...applicationAway.judge({ params: {}, ...about })].map(({ level, facts: told }) => [
      level,
      applicationAway.words.title(told),
      told["reason"],
    ]);
    return { away, lag: [...outboxLag.judge({ params: { seconds: 300 }, ...about })].length };
  };
  expect(await levels()).toEqual({ away: [], lag: 0 });
  await owner.unsafe("alter table seen rename to seen_2");
  // The catalogue is kept for a minute.
  vi.useFakeTimers({ toFake: ["Date"], now: Date.now() + 2 * minute });
  onTestFinished(() => void vi.useRealTimers());
  expect(await levels()).toEqual({
    away: [["over", "Redrive does not know all tables of shop", "There is no table public.seen, or this role may not see it."]],
    lag: 0,
  });
});

test("an application with evidence alone is judged by its endpoint, and has no outbox", async () => {
  const { url, answers } = await startEvidence();
  const evidence = { url, sends: {} };
  const spec = { name: "shop", engine: "postgres" as const, databaseUrl: null, unknown: null, consumes: [], tables: [], evidence };
  const ctx = testContext(await testDatabase(), { config: { applications: [spec], outbound: { allow: ["127.0.0.1"] } } });
  onTestFinished(() => ctx.applications.close());
  const [application = expect.fail()] = ctx.applications.all;
  const judge = (now = Date.now()) => {
    const facts = { now: new Date(now), applications: readApplications(ctx.applications.all, now) } as unknown as Facts;
    return [...applicationAway.judge({ params: {}, facts, subjects: [], isNarrowed: false })];
  };
  expect(judge().map(({ level }) => level)).toEqual(["unknown"]);
  await application.evidence?.ask(null, [{ eventId: "e1", producedAt: null }]);
  expect(judge()).toEqual([]);
  answers.status = 503;
  expect(await application.evidence?.ask(null, [{ eventId: "e1", producedAt: null }])).toMatchObject({
    why: expect.stringContaining("status 503"),
  });
  const [away] = judge();
  expect(away?.level).toBe("over");
  expect(applicationAway.words.title(away?.facts ?? {})).toBe("the evidence endpoint of shop does not answer");
  // Nobody has asked since: whether it answers is not known.
  expect(judge(Date.now() + 5 * minute).map(({ level }) => level)).toEqual(["unknown"]);
  expect((await listOutboxes(ctx)).applications).toEqual([]);
});

async function startEvidence() {
  const answers = { status: 200 };
  const server = createServer((_request, response) => {
    response.writeHead(answers.status, { "content-type": "application/json" });
    response.end('{"events":[{"id":"e1","done":true}]}');
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  onTestFinished(() => void server.close());
  return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/evidence`, answers };
}

import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { expect, onTestFinished, test, vi } from "vitest";
import { listOutboxes } from "../applications/outbox/list.ts";
import type { Ctx } from "../context.ts";
import { anyDead } from "../testing/deliveries.ts";
import { testContext } from "../testing/context.ts";
import { createEmptyDatabase, testDatabase } from "../testing/database.ts";
import { forgetWatched, watchOutboxes } from "../applications/outbox/watch.ts";
import { pgTransactionalOutbox } from "../applications/presets/conformance/pg-transactional-outbox.ts";
import { startEvaluating } from "./evaluate-alerts.ts";
import type { Facts } from "./facts.ts";
import { applicationAway } from "./kinds/application-away.ts";
import { outboxLag } from "./kinds/outbox-lag.ts";
import { evidenceOf, noteApplications, readApplications, readingOf } from "./read-applications.ts";

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

test("a database that does not answer is away, one without a table of a preset lacks it; an old failure of evidence is none", () => {
  const known = { state: "known", at: 0, outboxes: [], problems: [], notes: [], lacks: [] } as const;
  expect(readingOf(known)).toMatchObject({ away: null });
  expect(readingOf({ ...known, problems: ["No table of cap is there."] })).toMatchObject({
    away: null,
    lacks: "No table of cap is there.",
  });
  expect(readingOf({ state: "unknown", at: 0, reason: "It could not be asked." })).toMatchObject({ away: "It could not be asked." });
  expect(evidenceOf({ evidenceAgeMs: minute, evidenceWhy: "503" })).toEqual({ isKnown: true, why: "503" });
  expect(evidenceOf({ evidenceAgeMs: 5 * minute, evidenceWhy: "503" })).toEqual({ isKnown: false, why: null });
  expect(evidenceOf({ evidenceAgeMs: 5 * minute, evidenceWhy: null })).toEqual({ isKnown: true, why: null });
});

/** A process of its own: it remembers only what it has read itself. */
function openProcess(of: Ctx) {
  const ctx = testContext(of, { config: of.config });
  onTestFinished(() => ctx.applications.close());
  const evaluate = startEvaluating();
  return { ctx, turn: (at: Date) => evaluate(ctx, { gapMs: 0, at }) };
}

const kindsIn = async ({ sql }: Ctx) =>
  (await sql<{ kind: string }[]>`select kind from alert_transitions order by alert_id, seq`).map(({ kind }) => kind);

test("what one process has read or asked is known to each that evaluates, also to one that has just begun", async () => {
  const { sql: owner, url } = await createEmptyDatabase();
  await owner.unsafe(pgTransactionalOutbox.ddl);
  await owner`update outbox set created_at = now() - interval '20 minutes'`;
  const { url: asked, answers } = await startEvidence();
  answers.status = 503;
  const spec = {
    name: "shop",
    engine: "postgres" as const,
    databaseUrl: url,
    unknown: null,
    consumes: [],
    tables: [{ preset: "pg-transactional-outbox", schema: null, only: null }],
    evidence: { url: asked, sends: {} },
  };
  const rules = [applicationAway, outboxLag].map(({ kind, shape, fallback }) => ({
    ...anyDead,
    name: kind,
    kind,
    params: Object.fromEntries(Object.entries(shape).map(([name, type]) => [name, type.parse(undefined)])),
    per: "all" as const,
    ...fallback,
  }));
  const config = { applications: [spec], outbound: { allow: ["127.0.0.1"] }, alerts: { defaults: false, rules } };
  const ctx = testContext(await testDatabase(), { config });
  onTestFinished(() => ctx.applications.close());
  const workers = [openProcess(ctx), openProcess(ctx)] as const;
  await workers[0].ctx.applications.all[0]?.evidence?.ask(null, [{ eventId: "e1", producedAt: null }]);
  await expect.poll(() => ctx.sql`select name from application_readings where evidence_why like '%503%'`).toHaveLength(1);
  const begun = Date.now();
  for (let nth = 0; nth < 100; nth++) await workers[nth % 2 === 0 ? 0 : 1].turn(new Date(begun + nth * 4_000));
  expect(await kindsIn(ctx)).toEqual(["fired", "fired"]);
  await openProcess(ctx).turn(new Date(begun + 101 * 4_000));
  expect(await kindsIn(ctx)).toEqual(["fired", "fired"]);
  // Nobody could read while no process ran: what is asked first is known in the first evaluation.
  await ctx.sql`update application_readings set read_at = now() - interval '1 hour'`;
  await openProcess(ctx).turn(new Date(begun + 102 * 4_000));
  expect(await kindsIn(ctx)).toEqual(["fired", "fired"]);
});

test("a failure of evidence that nobody asks about again fires nothing and is not pending for ever", async () => {
  const { url, answers } = await startEvidence();
  const evidence = { url, sends: {} };
  const spec = { name: "shop", engine: "postgres" as const, databaseUrl: null, unknown: null, consumes: [], tables: [], evidence };
  const config = { applications: [spec], outbound: { allow: ["127.0.0.1"] }, alerts: { defaults: true, rules: [] } };
  const { ctx, turn } = openProcess(testContext(await testDatabase(), { config }));
  answers.status = 503;
  await ctx.applications.all[0]?.evidence?.ask(null, [{ eventId: "e1", producedAt: null }]);
  await expect.poll(() => ctx.sql`select name from application_readings`).toHaveLength(1);
  const begun = Date.now();
  const states = async (minutes: number) => {
    await ctx.sql`update application_readings set evidence_at = now() - make_interval(mins => ${minutes})`;
    await turn(new Date(begun + minutes * minute));
    return (await ctx.sql<{ state: string }[]>`select state from alerts`).map(({ state }) => state);
  };
  expect(await states(0)).toEqual(["pending"]);
  expect(await states(3)).toEqual(["pending"]);
  expect(await states(10)).toEqual([]);
  expect(await kindsIn(ctx)).toEqual([]);
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
  const ctx = testContext(await testDatabase(), { config: { applications: [spec] } });
  onTestFinished(() => ctx.applications.close());
  const { all } = ctx.applications;
  const [application = expect.fail()] = all;
  const levels = async () => {
    forgetWatched(application);
    await watchOutboxes(application, { freshMs: 0, waitMs: 10_000 });
    const facts = { now: new Date(), applications: await readIn(ctx) } as unknown as Facts;
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
  const judge = async () => {
    const facts = { now: new Date(), applications: await readIn(ctx) } as unknown as Facts;
    return [...applicationAway.judge({ params: {}, facts, subjects: [], isNarrowed: false })];
  };
  const levels = async () => (await judge()).map(({ level }) => level);
  expect(await levels()).toEqual(["unknown"]);
  await application.evidence?.ask(null, [{ eventId: "e1", producedAt: null }]);
  await expect.poll(levels).toEqual([]);
  answers.status = 503;
  expect(await application.evidence?.ask(null, [{ eventId: "e1", producedAt: null }])).toMatchObject({
    why: expect.stringContaining("status 503"),
  });
  await expect.poll(levels).toEqual(["over"]);
  const [away] = await judge();
  expect(applicationAway.words.title(away?.facts ?? {})).toBe("the evidence endpoint of shop does not answer");
  // Nobody has asked since: whether it answers is not known.
  await ctx.sql`update application_readings set evidence_at = now() - interval '5 minutes'`;
  expect(await levels()).toEqual(["unknown"]);
  expect((await listOutboxes(ctx)).applications).toEqual([]);
});

/** As an evaluation does it. */
function readIn({ sql, applications }: Ctx) {
  return sql.begin(async (tx) => {
    await noteApplications(tx, applications.all);
    return readApplications(tx, applications.all);
  });
}

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

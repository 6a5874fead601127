import { expect, onTestFinished, test, vi } from "vitest";
import type { ApplicationSpec } from "../applications/application.ts";
import { readIdempotency } from "../idempotency/read.ts";
import { beat } from "../process/heartbeat.ts";
import { textHeader } from "../sources/json-head.ts";
import { createMemoryBroker } from "../sources/memory/create.ts";
import { testContext } from "../testing/context.ts";
import { createEmptyDatabase, testDatabase } from "../testing/database.ts";
import { capture, plainRules, rawMessage, shop, watchQueue } from "../testing/messages.ts";
import type { Reason } from "../messages/reason.ts";
import { readPlan } from "./read-plan.ts";
import { reasonColumn } from "./reason-column.ts";
import { reasonWords } from "./words.ts";
import { sendReplays } from "./send/send-replays.ts";
import { startReplay } from "./start.ts";
import type { StartInput } from "./input.ts";

const soon = { timeout: 30_000, interval: 20 };
const target = { to: "queue", queue: "orders.work" } as const;
const rules = {
  ...plainRules,
  envelope: { key: "$.key", eventId: "$.id", eventType: "$.type", producedAt: "$.at", sequence: "$.n" },
};
const source = { ...shop, queues: shop.queues.map((queue) => ({ ...queue, rules })) };

/** Dead letters of type AddressChanged that carry state, but for "command"; the application has processed each key as of noon, in Berlin's time without a zone. */
async function start(dead: readonly { readonly key: string; readonly at: string | null; readonly type?: string; readonly n?: number }[]) {
  const memory = createMemoryBroker("shop");
  memory.server.declare("orders.work");
  const { sql: owner, url } = await createEmptyDatabase();
  await owner.unsafe(`create table addresses (customer text primary key, changed_at timestamp);
    insert into addresses select 'k' || n, '2026-11-30 13:00:00' from generate_series(1, 6) n; insert into addresses values ('timeless', null)`);
  const application: ApplicationSpec = {
    name: "crm",
    engine: "postgres",
    databaseUrl: url,
    consumes: [{ queue: "shop/*", consumer: null }],
    unknown: null,
    tables: [
      {
        kind: "latest",
        schema: "public",
        table: "addresses",
        key: "customer",
        eventTypes: null,
        eventAt: { column: "changed_at", zone: "Europe/Berlin" },
        consumer: null,
      },
    ],
  };
  const ctx = testContext(await testDatabase(), {
    brokers: [memory],
    config: { sources: [source], applications: [application], eventTypes: [{ name: "AddressChanged", kind: "state", fetch: null }] },
  });
  onTestFinished(() => ctx.applications.close());
  const reader = await watchQueue(ctx);
  const ids = await capture(
    ctx,
    { ...reader, rules },
    dead.map(({ key, at, type = "AddressChanged", n }, nth) =>
      rawMessage({
        body: Buffer.from(JSON.stringify({ id: `e-${nth}`, type, key, ...(at === null ? {} : { at }), ...(n === undefined ? {} : { n }) })),
        headers: [textHeader("x-death-queue", "orders.work")],
      }),
    ),
  );
  await beat(ctx, "one");
  const stop = new AbortController();
  const done = sendReplays(ctx, "one", stop.signal);
  onTestFinished(async () => {
    stop.abort();
    await done;
  });
  const plan = async (despite: StartInput["despite"]) =>
    (await readPlan(ctx, { selection: { ids: [...ids] }, target, despite })).checks.find(({ key }) => key === "older_state");
  const begin = (some: readonly number[], despite: StartInput["despite"] = [], canary = 0) =>
    startReplay(ctx, {
      selection: { ids: [...some] },
      target,
      rate: null,
      stages: { canary, ramp: false },
      reason: "the address book is back",
      despite,
    });
  const sent = () =>
    memory.server.queue("orders.work").ready.map(({ body }) => /"key":"([^"]+)"/.exec(String(Buffer.from(body ?? [])))?.[1]);
  const items = async () =>
    (
      await ctx.sql<{ is: string }[]>`
        select i.state || coalesce(' ' || i.reason_code, '') as is from replay_items i order by i.message_id`
    ).map(({ is }) => is);
  return { ctx, ids, plan, begin, sent, items, said: async (id: number) => (await readIdempotency(ctx, { id })).stale };
}

test("state older than what its key processed later is skipped; as old, or nearly so, is held; commands, numbers and newer ones go", async () => {
  const { ids, plan, begin, sent, items, said } = await start([
    { key: "k1", at: "2026-11-30T11:59:00Z" },
    { key: "k2", at: "2026-11-30T12:00:00Z" },
    { key: "k3", at: "2026-11-30T12:00:06Z" },
    { key: "k4", at: null },
    { key: "k5", at: "2026-11-30T11:59:00Z", type: "ChangeAddress" },
    { key: "k6", at: "2026-11-30T11:59:00Z", n: 7 },
    { key: "unheard", at: "2026-11-30T11:59:00Z" },
  ]);
  expect(await plan([])).toMatchObject({ label: "Older than what was processed", n: 2, text: expect.stringContaining("not known for 1") });
  expect(await Promise.all(ids.map(said))).toEqual([
    expect.stringContaining("produced later, at 2026-11-30 12:00:00 UTC. A replay skips it."),
    expect.stringContaining("Nobody knows whether its state is stale"),
    null,
    expect.stringContaining("does not say when its event was produced"),
    null,
    null,
    null,
  ]);
  await begin(ids);
  const all = ["skipped older_state", "held older_state", ...Array.from({ length: 5 }, () => "observing")];
  await vi.waitFor(async () => expect(await items()).toEqual(all), soon);
  expect(sent().toSorted()).toEqual(["k3", "k4", "k5", "k6", "unheard"]);
});

test("a person sends an older state all the same", async () => {
  const { ids, plan, begin, sent } = await start([{ key: "k1", at: "2026-11-30T11:59:00Z" }]);
  expect(await plan(["older_state"])).toMatchObject({ n: 1, effect: "send" });
  await begin(ids, ["older_state"]);
  await vi.waitFor(() => expect(sent()).toEqual(["k1"]), soon);
});

test("a row without a time, or a database that does not answer, leaves it unknown: it is held", async () => {
  const { ids, begin, items, said } = await start([{ key: "timeless", at: "2026-11-30T11:59:00Z" }]);
  expect(await said(ids[0] ?? 0)).toContain("has no time");
  await begin(ids);
  await vi.waitFor(async () => expect(await items()).toEqual(["held older_state"]), soon);
});

test("where all are as old, the plan says that they wait, and an item how it can be sent", async () => {
  const { ctx, ids, begin, items } = await start([
    { key: "k1", at: "2026-11-30T12:00:00Z" },
    { key: "k2", at: "2026-11-30T12:00:01Z" },
  ]);
  const { answer, held } = await readPlan(ctx, { selection: { ids: [...ids] }, target });
  expect([held, answer.title]).toEqual([
    2,
    "Not now: 2 were produced within 5 s of the newest processed event of their keys, so they wait.",
  ]);
  await begin(ids);
  await vi.waitFor(async () => expect(await items()).toEqual(["held older_state", "held older_state"]), soon);
  const [item] = await ctx.sql<
    { reason: Reason }[]
  >`select ${reasonColumn(ctx.sql, ctx.sql`reason_code`, ctx.sql`reason_data`)} as reason from replay_items limit 1`;
  expect(item && reasonWords(item.reason)).toContain("cancel the replay and start it again with “Apply older states”");
});

test("neither an older state nor one that is as old becomes a canary", async () => {
  const { ctx, ids, begin } = await start([
    { key: "k1", at: "2026-11-30T11:59:00Z" },
    { key: "k2", at: "2026-11-30T12:00:00Z" },
    { key: "k3", at: "2026-11-30T12:01:00Z" },
    { key: "k4", at: "2026-11-30T11:59:00Z" },
    { key: "k5", at: "2026-11-30T12:01:00Z" },
  ]);
  const { id } = await begin(ids, [], 2);
  const chosen = await ctx.sql<{ id: number }[]>`
    select i.message_id as id from replay_items i join replay_stages s on s.replay_id = i.replay_id and s.kind = 'canary' and i.id <= s.last_item
    where i.replay_id = ${id} order by 1`;
  expect(chosen.map((one) => one.id)).toEqual([ids[2], ids[4]]);
});

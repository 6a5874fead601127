import { continueBulks } from "../server/bulk/continue.ts";
import type { Access } from "../server/access/grant.ts";
import { presets } from "../server/access/roles.ts";
import type { Ctx } from "../server/context.ts";
import { deleteExpired } from "../server/messages/delete-expired.ts";
import { forgetItems } from "../server/replays/items/forget.ts";
import { gatherNext } from "../server/replays/gather.ts";
import { requestOf, testContext } from "../server/testing/context.ts";
import { bank } from "../server/testing/downstreams.ts";
import { appRouter } from "../server/trpc/router.ts";
import { startBenchDatabase } from "./database.ts";
import { company, seedMessages, type Shape } from "./seed.ts";
import { benchDownstream, seedParts } from "./seed-parts.ts";
import { percentile, printResult } from "./table.ts";

const samples = 100;
/** What is slow is not asked a hundred times. */
const enoughMs = 10_000;

interface Times {
  readonly "p50 ms": number;
  readonly "p95 ms": number;
}
const noTimes: Times = { "p50 ms": Number.NaN, "p95 ms": Number.NaN };

/** What pages read at a million stored messages, through tRPC, warm, one at a time: p50 and p95 in milliseconds. */
export async function benchLists(): Promise<void> {
  const seeded = await startSeeded(1_000_000);
  try {
    const lines = [];
    for (const [read, run] of Object.entries(await readsOf(always(seeded.ctx)))) lines.push({ read, ...timesOf(await sample([run]))[0] });
    printResult("lists", lines);
  } finally {
    await seeded.stop();
  }
}

/**
 * The same at one and at ten million, in turns, so that a slow moment of the machine meets both; how much slower the larger one is, and of the larger
 * one: reads while old messages are deleted, and what is done with a million at once.
 */
export async function benchScale(): Promise<void> {
  const small = await startSeeded(1_000_000);
  const large = await startSeeded(10_000_000);
  try {
    const [smallReads, largeReads] = [await readsOf(always(small.ctx)), await readsOf(always(large.ctx))];
    const lines = [];
    for (const [read, run] of Object.entries(smallReads)) {
      const [before = noTimes, after = noTimes] = timesOf(await sample([run, largeReads[read] ?? run]));
      const ratio = (which: keyof Times) => Number((after[which] / before[which]).toFixed(2));
      lines.push({
        read,
        "p50 ms at 1 M": before["p50 ms"],
        "at 10 M": after["p50 ms"],
        "p50 ratio": ratio("p50 ms"),
        "p95 ms at 1 M": before["p95 ms"],
        "p95 at 10 M": after["p95 ms"],
        "p95 ratio": ratio("p95 ms"),
      });
    }
    printResult("scale", lines);
    printResult("scale-retention", await readWhileExpiring(large.ctx));
    printResult("scale-acts", await actOnMany(large.ctx));
  } finally {
    await Promise.all([small.stop(), large.stop()]);
  }
}

/**
 * What somebody reads who sees 3 of 200 queues, and somebody who sees all, in turns, each time as a request of its own: how much slower the first is.
 * `REDRIVE_BENCH_STORED`: so many messages.
 */
export async function benchRestricted(): Promise<void> {
  const stored = Number(process.env["REDRIVE_BENCH_STORED"] ?? 10_000_000);
  const { ctx: seeded, stop } = await startSeeded(stored, company);
  const ctx = { ...seeded, config: { ...seeded.config, downstreams: [bank("http://127.0.0.1:1", { name: benchDownstream })] } };
  const [queue = ""] = seenQueues;
  const may = (): Access => [{ role: "lead", permissions: presets.lead, sources: ["rabbit"], queues: [...seenQueues] }];
  try {
    await seedParts(ctx.sql);
    const [everyone, few] = [always(ctx), () => callerOf({ ...ctx, principal: { ...ctx.principal, may: may() } })];
    const all = { ...(await readsOf(everyone, queue)), ...partsOf(everyone) };
    const some: typeof all = { ...(await readsOf(few, queue)), ...partsOf(few) };
    const lines = [];
    for (const [read, run] of Object.entries(all)) {
      const [of200 = noTimes, of3 = noTimes] = timesOf(await sample([run, some[read] ?? run]));
      const ratio = (which: keyof Times) => Number((of3[which] / of200[which]).toFixed(2));
      lines.push({
        read,
        "p50 ms, all queues": of200["p50 ms"],
        "3 of 200": of3["p50 ms"],
        "p50 ratio": ratio("p50 ms"),
        "p95 ms, all queues": of200["p95 ms"],
        "p95, 3 of 200": of3["p95 ms"],
        "p95 ratio": ratio("p95 ms"),
      });
    }
    printResult("restricted", lines);
  } finally {
    await stop();
  }
}

/** One with very large groups, one with middling ones, one with small ones. */
const seenQueues = [company.queues[1], company.queues[60], company.queues[170]].map(String);

async function startSeeded(stored: number, shape?: Shape): Promise<{ readonly ctx: Ctx; stop(): Promise<void> }> {
  const database = await startBenchDatabase();
  try {
    await seedMessages(database.sql, stored, shape);
    return { ctx: testContext(database), stop: database.stop };
  } catch (error) {
    await database.stop();
    throw error;
  }
}

type Call = () => ReturnType<typeof callerOf>;

function always(ctx: Ctx): Call {
  const caller = callerOf(ctx);
  return () => caller;
}

async function readsOf(call: Call, queue = "orders.dlq"): Promise<Readonly<Record<string, () => Promise<unknown>>>> {
  const [group] = (await call().groups.list({})).groups;
  const deep = { sortAt: new Date(Date.now() - 20 * 86_400_000).toISOString(), id: 1 };
  const list =
    (filter: string, cursor: typeof deep | null = null) =>
    () =>
      call().messages.list({ filter, cursor });
  const facets = (filter: string) => () => call().messages.facets({ filter });
  return {
    "newest 50": list(""),
    "page 20 days back": list("", deep),
    "newest of a verdict": list("verdict:poison"),
    "newest of a queue and type": list(`queue:${queue} type:Event7`),
    "newest of a rare error": list("error:NullPointerException37"),
    "newest of a key": list("key:ord-4711"),
    "newest of any state": list("state:any"),
    "text that only one error holds": list('"order 500001"'),
    "discarded, deep page": list("state:discarded", deep),
    "facets, all": facets(""),
    "facets of a verdict": facets("verdict:poison"),
    "facets of a queue": facets(`queue:${queue}`),
    "sentence over a list": () => call().messages.summary({ filter: "verdict:poison" }),
    groups: () => call().groups.list({}),
    "one group": () => call().groups.get({ id: group?.id ?? 0 }),
    queues: () => call().queues.list(),
    "jump to": () => call().overview.jump({ text: "ord-4711" }),
    "audit log": () => call().audit.list({}),
    "what is in each place": () => call().overview.counts(),
    "overview, sentence": () => call().overview.summary(),
    "overview, a day": () => call().overview.inflow({ range: "24h" }),
    "overview, a week": () => call().overview.inflow({ range: "7d" }),
    "overview, growing": () => call().overview.growing(),
  };
}

function partsOf(call: Call): Readonly<Record<string, () => Promise<unknown>>> {
  return {
    alerts: () => call().alerts.list({}),
    "alerts that are over": () => call().alerts.list({ view: "resolved" }),
    "alerts, sentence": () => call().alerts.summary(),
    rules: () => call().alerts.rules(),
    replays: () => call().replays.list({}),
    breakers: () => call().breakers.list({}),
    sequences: () => call().sequences.list({}),
    duplicates: () => call().idempotency.duplicates(),
  };
}

/** Lists and facets while nothing else goes on, and while settled messages of half a month are deleted. */
async function readWhileExpiring(ctx: Ctx) {
  const { messages } = callerOf(ctx);
  const reads = { "newest 50": () => messages.list({}), "facets of a verdict": () => messages.facets({ filter: "verdict:poison" }) };
  const lines = [];
  for (const [read, run] of Object.entries(reads)) {
    const [{ "p95 ms": alone } = noTimes] = timesOf(await sample([run]));
    const stop = new AbortController();
    const from = performance.now();
    const deleting = deleteExpired(
      { ...ctx, config: { ...ctx.config, retention: { settledDays: 15, alertDays: null } } },
      stop.signal,
      forgetItems,
    );
    const [{ "p95 ms": meanwhile } = noTimes] = timesOf(await sample([run]));
    stop.abort();
    const deleted = await deleting;
    lines.push({
      read,
      "p95 ms alone": alone,
      "p95 ms meanwhile": meanwhile,
      "deleted a second": Math.round((deleted / (performance.now() - from)) * 1_000),
    });
  }
  return lines;
}

/** What is done with all that a filter holds, about a million of ten: what the request does, and what the worker goes on with; without a broker. */
async function actOnMany(ctx: Ctx) {
  const { replays, messages } = callerOf(ctx);
  const { filter, reason } = { filter: "queue:loyalty.dlq", reason: "measured" };
  const now = () => new Date(Date.now() + 1_000).toISOString();
  const target = { to: "queue" as const, queue: "orders" };
  const timed = async (act: string, run: () => Promise<number>) => {
    const start = performance.now();
    const chosen = await run();
    const seconds = Number(((performance.now() - start) / 1_000).toFixed(1));
    return { act, messages: chosen, seconds, "worker MB": Math.round(process.memoryUsage().rss / 1e6) };
  };
  const rest = async (step: () => Promise<boolean>) => {
    while (await step());
    return 0;
  };
  const prepare = async (chosen: string) => ({ prepared: (await messages.prepare({ filter: chosen, asOf: now() })).id });
  let [dead, discarded] = [{ prepared: 0 }, { prepared: 0 }];
  const lines = [
    await timed("plan", async () => (await replays.plan({ selection: { filter, asOf: now() }, target, rate: null })).chosen),
    await timed("count and freeze", async () => {
      dead = await prepare(filter);
      return 0;
    }),
    await timed("discard, as the request", async () => (await messages.discard({ selection: dead, reason })).changed),
    await timed("discard, the rest", () => rest(() => continueBulks(ctx))),
    await timed("count and freeze again", async () => {
      discarded = await prepare(`${filter} state:discarded`);
      return 0;
    }),
    await timed("restore, as the request", async () => (await messages.restore({ selection: discarded, reason })).changed),
    await timed("restore, the rest", () => rest(() => continueBulks(ctx))),
  ];
  let id = 0;
  lines.push(
    await timed("replay, as the request", async () => {
      const started = await replays.start({ selection: { filter, asOf: now() }, target, rate: null, reason });
      id = started.id;
      return started.selected + started.skipped;
    }),
    await timed("replay, gathering the rest", () => rest(() => gatherNext(ctx, id))),
  );
  return lines;
}

function callerOf(ctx: Ctx) {
  return appRouter.createCaller(requestOf(ctx));
}

/** Milliseconds of each of the reads, which take turns, after ten turns that warm them. */
async function sample(reads: readonly (() => Promise<unknown>)[]): Promise<readonly (readonly number[])[]> {
  const times = reads.map((): number[] => []);
  const until = performance.now() + enoughMs * reads.length;
  for (let nth = -10; nth < samples && (nth <= 0 || performance.now() < until); nth++) {
    for (const [which, run] of reads.entries()) {
      const start = performance.now();
      await run();
      if (nth >= 0) times[which]?.push(performance.now() - start);
    }
  }
  return times;
}

function timesOf(lists: readonly (readonly number[])[]): readonly Times[] {
  const at = (times: readonly number[], p: number) => Number(percentile(times, p).toFixed(1));
  return lists.map((times) => ({ "p50 ms": at(times, 0.5), "p95 ms": at(times, 0.95) }));
}

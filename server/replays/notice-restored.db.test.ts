import { expect, test, vi } from "vitest";
import type { Ctx } from "../context.ts";
import { connectDatabase } from "../db/client.ts";
import { textHeader } from "../sources/json-head.ts";
import type { Broker } from "../sources/port.ts";
import { backups } from "../testing/backups.ts";
import { capture, rawMessage } from "../testing/messages.ts";
import { itemStates, openReplays, sendAs } from "../testing/replays.ts";
import { freezeSelection } from "../selections/freeze.ts";
import { placesOf } from "../selections/places.ts";
import { cancelReplay } from "./cancel.ts";
import { gatherNext } from "./gather.ts";
import { getReplay } from "./get.ts";
import { noticeRestored } from "./notice-restored.ts";
import { pauseReplay } from "./pause.ts";
import { resumeReplay } from "./resume.ts";
import { lockClaims } from "./send/batch.ts";
import { claimBatch } from "./send/claim.ts";
import { doubtReplay } from "./send/doubt.ts";
import { findLost } from "./send/find-lost.ts";
import { advanceReplay } from "./stages/advance.ts";
import { startReplay } from "./start.ts";
import { reasonWords } from "./words.ts";

const soon = { timeout: 20_000, interval: 20 };
const target = { to: "queue", queue: "orders.work" } as const;
const later = (ctx: Ctx, seconds: number): Ctx => ({ ...ctx, clock: () => new Date(Date.now() + seconds * 1_000) });
/** A broker that cannot be asked what became of an attempt. */
const silent = (broker: Broker): Broker => {
  const { findAttempts: _, ...rest } = broker;
  return rest;
};

/**
 * A replay of which all was sent after a backup, and what that backup is restored to. `before`: what happened before the backup; `first`: as many have
 * items at that time, the others wait in parts.
 */
async function restore(
  how: keyof typeof backups,
  change: (broker: Broker) => Broker,
  before: (ctx: Ctx, id: number) => Promise<unknown> = async () => {},
  first = 6,
) {
  const opened = await openReplays(6, change);
  const { ctx, ids, database, sent } = opened;
  const { id } = await startReplay(ctx, { selection: { ids: ids.slice(0, first) }, target, rate: null, reason: "the gateway is back" });
  if (first < ids.length)
    await ctx.sql.begin(async (tx) => {
      const selection = { ids: ids.slice(first) };
      const parts = await freezeSelection(ctx, tx, { replayId: id }, { selection, places: await placesOf(ctx, selection) }, 3);
      await tx`update replays set total = total + ${parts} where id = ${id}`;
    });
  await before(ctx, id);
  const bringBack = await backups[how](ctx, database);
  await ctx.sql`delete from replay_batches`;
  if ((await getReplay(ctx, { id })).state === "paused") await resumeReplay(ctx, { id, reason: "on it goes" });
  const end = await sendAs(ctx, "lost");
  await vi.waitFor(async () => expect(await itemStates(ctx, id)).toEqual({ observing: 6 }), soon);
  await end();
  expect(sent()).toHaveLength(6);
  return { ...opened, id, restored: await bringBack() };
}
const pauseOf = async (ctx: Ctx, id: number) => {
  const { state, pause } = await getReplay(ctx, { id });
  return [state, pause && reasonWords(pause)];
};

test.each(["rows", "files"] as const)(
  "a backup by %s that is restored in the middle of a replay sends nothing again before a person says so",
  async (how) => {
    const { restored: ctx, id, sent } = await restore(how, silent);
    const end = await sendAs(ctx, "here");
    await new Promise((resolve) => setTimeout(resolve, 500));
    expect([sent().length, await itemStates(ctx, id)]).toEqual([6, { selected: 6 }]);
    await noticeRestored(ctx);
    expect(await pauseOf(ctx, id)).toEqual([
      "paused",
      "This database was restored from a backup, was copied, or runs on another server. Messages that were sent after that backup still count as waiting here. Resume sends them, again where they were sent before; cancel sends none.",
    ]);
    const told = ctx.sql`select p.kind, a.data ->> 'act' as act from audit a join principals p on p.id = a.principal_id order by a.id desc limit 1`;
    expect(await told).toEqual([{ kind: "system", act: "pause" }]);
    await resumeReplay(ctx, { id, reason: "the lost console had sent nothing" });
    await vi.waitFor(async () => expect(await itemStates(ctx, id)).toEqual({ observing: 6 }), soon);
    await noticeRestored(ctx);
    expect((await getReplay(ctx, { id })).pause).toBe(null);
    await end();
  },
);

test.each(["rows", "files"] as const)(
  "where the broker can be asked it is asked, after a backup by %s: nothing is sent twice",
  async (how) => {
    const { restored: ctx, id, memory, sent } = await restore(how, (broker) => broker);
    // One of them never arrived.
    const [lost] = await ctx.sql<[{ id: number }]>`select max(id) as id from replay_items`;
    memory.server.attempts.delete(String(lost.id));
    memory.server.queue("orders.work").ready.pop();
    await noticeRestored(ctx);
    expect(await itemStates(ctx, id)).toEqual({ unknown: 6 });
    expect((await pauseOf(ctx, id))[1]).toContain("The broker is asked about 6 of them");
    await findLost(later(ctx, 11));
    expect(await itemStates(ctx, id)).toEqual({ observing: 5, selected: 1 });
    await resumeReplay(ctx, { id, reason: "the broker has told" });
    await sendAs(ctx, "here");
    await vi.waitFor(async () => expect(await itemStates(ctx, id)).toEqual({ observing: 6 }), soon);
    expect(sent().toSorted()).toEqual(Array.from({ length: 6 }, (_, n) => `{"n":${n}}`));
  },
);

test("a replay that was paused already says why it is not as it seems, and a cancel sends nothing", async () => {
  const { restored: ctx, id, sent } = await restore("files", silent, (ctx, id) => pauseReplay(ctx, { id, reason: "lunch" }));
  expect((await pauseOf(ctx, id))[1]).toBe("lunch");
  await noticeRestored(ctx);
  expect((await pauseOf(ctx, id))[1]).toContain("This database was restored from a backup");
  await cancelReplay(ctx, { id, reason: "the lost console has sent all" });
  await noticeRestored(ctx);
  expect([sent().length, await itemStates(ctx, id)]).toEqual([6, { cancelled: 6 }]);
});

test("a resume before anybody noticed sends nothing either", async () => {
  const { restored: ctx, id, sent } = await restore("rows", silent, (ctx, id) => pauseReplay(ctx, { id, reason: "lunch" }));
  await resumeReplay(ctx, { id, reason: "on it goes" });
  await sendAs(ctx, "here");
  await new Promise((resolve) => setTimeout(resolve, 500));
  await noticeRestored(ctx);
  expect([sent().length, (await getReplay(ctx, { id })).state]).toEqual([6, "paused"]);
});

test("a batch that was on its way at the time of the backup is unknown, whoever holds it", async () => {
  const held = (ctx: Ctx, id: number) => claimBatch(ctx, "lost/0", { replayId: id, rate: null, ordered: false, own: [], size: 2 });
  const { restored: ctx, id } = await restore("files", silent, held);
  await noticeRestored(ctx);
  expect(await itemStates(ctx, id)).toEqual({ selected: 4, unknown: 2 });
  expect(await ctx.sql`select 1 from replay_batches`).toHaveLength(0);
});

test.each([true, false])("what comes back proves that it was sent, noticed before or not (%s)", async (noticed) => {
  const { restored: ctx, id, reader } = await restore("files", silent);
  if (noticed) await noticeRestored(ctx);
  const [item] = await ctx.sql<[{ id: number; message: number }]>`select id, message_id as message from replay_items order by id limit 1`;
  const marks = { replay: id, attempt: item.id, count: 1, lineage: item.message };
  const headers = Object.entries(marks).map(([name, value]) => textHeader(`x-redrive-${name}`, String(value)));
  await capture(ctx, reader, [rawMessage({ body: Buffer.from("again"), headers })]);
  expect(await itemStates(ctx, id)).toEqual({ came_back: 1, selected: 5 });
});

test("a database that nobody restored stays known, also after a rewrite of its tables", async () => {
  const { ctx, ids, database } = await openReplays(1);
  const { id } = await startReplay(ctx, { selection: { ids }, target, rate: null, reason: "the gateway is back" });
  for (const statement of ["vacuum full freeze database_mark", "vacuum full replays", "checkpoint"]) await ctx.sql.unsafe(statement);
  const other = connectDatabase(database.url, { max: 1 });
  await noticeRestored({ ...ctx, sql: other.sql, db: other.db });
  await other.close();
  expect((await getReplay(ctx, { id })).state).toBe("running");
});

test.each([
  ["that cannot be asked", silent, 7, "Resume sends them, again where they were sent before"],
  ["that can be asked", (broker: Broker) => broker, 6, "The broker is asked about 1 of them"],
] as const)("what had no item at the time of the backup is left out, at a broker %s", async (_, change, all, words) => {
  const { restored: ctx, id, sent } = await restore("rows", change, undefined, 1);
  expect(await gatherNext(ctx, id)).toBe(false);
  await noticeRestored(ctx);
  const pause = await pauseOf(ctx, id);
  expect(pause).toEqual(["paused", expect.stringContaining(words)]);
  expect(pause[1]).toContain(
    "Left out of this replay: 5 that had no turn before that backup. They stay dead here, and resume does not send them.",
  );
  await findLost(later(ctx, 11));
  await resumeReplay(ctx, { id, reason: "on it goes" });
  await sendAs(ctx, "here");
  await vi.waitFor(async () => expect((await getReplay(ctx, { id })).state).toBe("observing"), soon);
  expect([sent().length, await itemStates(ctx, id), (await getReplay(ctx, { id })).total]).toEqual([all, { observing: 1 }, 1]);
  expect(await ctx.sql`select state, count(*) as n from messages group by 1 order by 1`).toEqual([
    { state: "dead", n: 5 },
    { state: "replayed", n: 1 },
  ]);
});

const pauses = (ctx: Ctx) => ctx.sql`select data -> 'reason' -> 'data' as told from audit where data ->> 'act' = 'pause'`;

test("two workers that notice it at once, and one that stopped in the middle, pause it once and count what is asked", async () => {
  const { restored: ctx, id } = await restore("files", (broker) => broker);
  await doubtReplay(ctx, id);
  await findLost(later(ctx, 11));
  expect(await itemStates(ctx, id)).toEqual({ unknown: 6 });
  await Promise.all([noticeRestored(ctx), noticeRestored(ctx)]);
  expect(await pauses(ctx)).toEqual([{ told: { asked: 6, left: 0 } }]);
  expect((await pauseOf(ctx, id))[1]).toContain("The broker is asked about 6 of them");
});

test("a worker that notices it late leaves what a person has resumed since", async () => {
  const { restored: ctx, id } = await restore("files", silent);
  let late: Promise<void> | undefined;
  await ctx.sql.begin(async (tx) => {
    await lockClaims(tx, id);
    late = noticeRestored(ctx);
    const waiting = () =>
      ctx.sql`select 1 from pg_locks where locktype = 'advisory' and not granted and database = (select oid from pg_database where datname = current_database())`;
    await vi.waitFor(async () => expect(await waiting()).toHaveLength(1), soon);
    // As the other worker and the person did it.
    await tx`update replays set database = database_identity() where id = ${id}`;
    await tx`
      insert into replay_batches (replay_id, holder, first_item, last_item, at)
      select ${id}, 'here/0', min(id), max(id), now() from replay_items`;
  });
  await late;
  expect([(await getReplay(ctx, { id })).state, await itemStates(ctx, id)]).toEqual(["running", { in_hand: 6 }]);
  expect(await pauses(ctx)).toEqual([]);
});

test("a broker is asked however late, and once: what it cannot tell then waits for a person", async () => {
  let asked = 0;
  const { restored: ctx, id } = await restore("files", (broker) => ({
    ...broker,
    findAttempts: async (_, { attempts }) => {
      if (++asked === 1) throw new Error("The broker is away.");
      return new Map(attempts.slice(2).map((attempt) => [attempt, "published"] as const));
    },
  }));
  await noticeRestored(ctx);
  for (const hours of [1, 2, 3]) await findLost(later(ctx, hours * 3_600));
  expect([asked, await itemStates(ctx, id)]).toEqual([2, { observing: 4, unknown: 2 }]);
  expect(await ctx.sql`select distinct reason_code as code from replay_items where state = 'unknown'`).toEqual([
    { code: "not_told_since_backup" },
  ]);
});

test("a lane that finds nothing to claim ends no replay of which another database knows more", async () => {
  const { ctx, ids } = await openReplays(2);
  const { id } = await startReplay(ctx, { selection: { ids }, target, rate: null, reason: "the gateway is back" });
  await ctx.sql`update replays set database = 'elsewhere' where id = ${id}`;
  // As `noticeRestored` leaves it for a moment: what waited is unknown, and nothing waits.
  await doubtReplay(ctx, id);
  await advanceReplay(ctx, id);
  expect((await getReplay(ctx, { id })).state).toBe("running");
  await noticeRestored(ctx);
  expect(await getReplay(ctx, { id })).toMatchObject({ state: "paused", pause: { code: "restored" } });
});

import { expect, test, vi } from "vitest";
import { openReplays, itemStates } from "../testing/replays.ts";
import { cancelReplay } from "./cancel.ts";
import { continueActs } from "./continue-acts.ts";
import { decideItems } from "./decide.ts";
import { gatherNext } from "./gather.ts";
import { getReplay } from "./get.ts";
import { claimBatch } from "./send/claim.ts";
import { settleItems } from "./send/settle.ts";
import { startReplay } from "./start.ts";

const target = { to: "queue", queue: "orders.work" } as const;

/** A replay of so many messages that one transaction of a person does not move all. */
async function startMany() {
  const opened = await openReplays(5_300);
  const { id } = await startReplay(opened.ctx, { selection: { ids: opened.ids }, target, rate: null, reason: "try" });
  while (await gatherNext(opened.ctx, id));
  return { ...opened, id };
}

test("a cancel of many moves the first at once, and workers the rest, by the act of who cancelled it", async () => {
  const { ctx, id, ids } = await startMany();
  await ctx.sql`update replay_items set state = 'held', reason_code = 'gate', held_until = now() + interval '1 day' where message_id <= ${ids[2_599] ?? 0}`;
  await cancelReplay(ctx, { id, reason: "wrong queue" });
  const states = await itemStates(ctx, id);
  expect(states).toEqual({ cancelled: 5_000, held: 100, selected: 200 });
  expect((await getReplay(ctx, { id })).answer).toContain("Cancelled: 5,000 stay dead. 300 messages follow in a moment.");
  while (await continueActs(ctx));
  expect(await itemStates(ctx, id)).toEqual({ cancelled: 5_300 });
  expect(await ctx.sql`select state, count(*) as n from messages group by 1`).toEqual([{ state: "dead", n: ids.length }]);
  expect(
    await ctx.sql`select distinct kind, data, operation_id = (select max(id) from audit) as same from message_history where kind = 'let_go'`,
  ).toEqual([{ kind: "let_go", data: { reason: "wrong queue" }, same: true }]);
  expect(await ctx.sql`select 1 from replay_acts`).toEqual([]);
}, 120_000);

test("what a lane holds back of a replay that was cancelled meanwhile is let go too", async () => {
  const { ctx, ids } = await openReplays(3);
  const { id } = await startReplay(ctx, { selection: { ids }, target, rate: null, reason: "try" });
  const batch = await claimBatch(ctx, "one/0", { replayId: id, rate: null, ordered: false, own: [], size: 2 });
  if (typeof batch === "string") throw new Error("Nothing was claimed.");
  await cancelReplay(ctx, { id, reason: "enough" });
  const outcome = { state: "held", reason: { code: "gate", data: null }, until: null } as const;
  await settleItems(
    ctx,
    batch,
    batch.items.map((item) => ({ item, outcome, marked: true })),
    true,
  );
  while (await continueActs(ctx));
  expect(await itemStates(ctx, id)).toEqual({ cancelled: 3 });
});

test("a decision about many goes on in the workers, and not on what became unknown after it", async () => {
  const { ctx, id, ids } = await startMany();
  const unknown = (upTo: number) =>
    ctx.sql`update replay_items set state = 'unknown', outcome_at = clock_timestamp() where state = 'selected' and message_id <= ${upTo}`;
  await unknown(ids[5_199] ?? 0);
  await expect(decideItems(ctx, { id, most: 5_000, sent: false, reason: "not in their log" })).rejects.toThrow("5,200 are unknown now");
  expect(await decideItems(ctx, { id, most: 5_200, sent: false, reason: "not in their log" })).toEqual({ decided: 5_200 });
  expect(await itemStates(ctx, id)).toEqual({ cancelled: 5_000, unknown: 200, selected: 100 });
  await unknown(ids[5_299] ?? 0);
  await expect(decideItems(ctx, { id, sent: true, reason: "it is" })).rejects.toThrow("still being carried out");
  while (await continueActs(ctx));
  expect(await itemStates(ctx, id)).toEqual({ cancelled: 5_200, unknown: 100 });
  const [said] = await ctx.sql<
    { n: number }[]
  >`select count(*) as n from replay_items where reason_code = 'decided' and reason_data->>'by' = ${ctx.principal.name}`;
  expect(said?.n).toBe(5_200);
}, 120_000);

/** Does `act` while another transaction moves one unknown item to came_back, which is committed only once `act` waits for it. */
async function whileOneComesBack<Done>(
  { ctx }: Pick<Awaited<ReturnType<typeof openReplays>>, "ctx">,
  itemId: number,
  act: () => Promise<Done>,
) {
  const other = await ctx.sql.reserve();
  try {
    await other`begin`;
    await other`update replay_items set state = 'came_back' where id = ${itemId}`;
    const done = act().then(
      (value) => ({ value, error: null }),
      (error: unknown) => ({ value: null, error }),
    );
    await vi.waitFor(async () => {
      const [row] = await other<[{ waits: boolean }]>`
        select exists (select from pg_locks l join pg_stat_activity a using (pid) where not l.granted and a.datname = current_database()) as waits`;
      expect(row.waits).toBe(true);
    });
    await other`commit`;
    return await done;
  } finally {
    other.release();
  }
}

async function unknownItems(ctx: Awaited<ReturnType<typeof openReplays>>["ctx"], count?: number) {
  await ctx.sql`
    update replay_items set state = 'unknown', outcome_at = clock_timestamp()
    where id in (select id from replay_items where state = 'selected' order by id limit ${count ?? null})`;
  return ctx.sql<{ id: number }[]>`select id from replay_items where state = 'unknown' order by id`;
}

test("a decision about one item that comes back meanwhile decides about no other", async () => {
  const opened = await openReplays(3);
  const { ctx, ids } = opened;
  const { id } = await startReplay(ctx, { selection: { ids }, target, rate: null, reason: "try" });
  const [first] = await unknownItems(ctx);
  const decision = { id, itemIds: [first?.id ?? 0], sent: false, reason: "not in their log" };
  const { error } = await whileOneComesBack(opened, first?.id ?? 0, () => decideItems(ctx, decision));
  expect(error).toMatchObject({ code: "conflict" });
  expect(await ctx.sql`select 1 from replay_acts`).toEqual([]);
  while (await continueActs(ctx));
  expect(await itemStates(ctx, id)).toEqual({ came_back: 1, unknown: 2 });
});

test("a decision about many goes on where one of them comes back meanwhile", async () => {
  const opened = await startMany();
  const { ctx, id } = opened;
  const [first] = await unknownItems(ctx, 5_200);
  await ctx.sql`
    insert into replay_acts (replay_id, sent, reason, principal_id, operation_id) select ${id}, false, 'not in their log', principal_id, operation_id from replays`;
  await whileOneComesBack(opened, first?.id ?? 0, () => continueActs(ctx));
  while (await continueActs(ctx));
  expect(await itemStates(ctx, id)).toEqual({ came_back: 1, cancelled: 5_199, selected: 100 });
  expect(await ctx.sql`select 1 from replay_acts`).toEqual([]);
}, 120_000);

test("an act that cannot be carried on keeps no other act waiting", async () => {
  const { ctx, ids } = await openReplays(2);
  const started = [];
  for (const one of ids) started.push(await startReplay(ctx, { selection: { ids: [one] }, target, rate: null, reason: "try" }));
  const [broken, fine] = started.map(({ id }) => id);
  for (const id of [broken, fine])
    await ctx.sql`insert into replay_acts (replay_id, reason, principal_id, operation_id) select id, 'enough', principal_id, operation_id from replays where id = ${id ?? 0}`;
  await ctx.sql.unsafe(`
    create function refuse() returns trigger language plpgsql as $$ begin raise exception 'no'; end $$;
    create trigger refuse before update on replay_items for each row when (old.replay_id = ${broken}) execute function refuse()`);
  while (await continueActs(ctx));
  expect(await itemStates(ctx, fine ?? 0)).toEqual({ cancelled: 1 });
  expect(await itemStates(ctx, broken ?? 0)).toEqual({ selected: 1 });
});

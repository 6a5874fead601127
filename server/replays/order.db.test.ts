import { expect, onTestFinished, test, vi } from "vitest";
import type { Broker, Outcome } from "../sources/port.ts";
import { textHeader } from "../sources/json-head.ts";
import { createMemoryBroker } from "../sources/memory/create.ts";
import { beat } from "../process/heartbeat.ts";
import { testContext } from "../testing/context.ts";
import { testDatabase } from "../testing/database.ts";
import { capture, rawMessage, shop, watchQueue } from "../testing/messages.ts";
import { findLost } from "./send/find-lost.ts";
import { sendReplays } from "./send/send-replays.ts";
import { startReplay } from "./start.ts";

const soon = { timeout: 20_000, interval: 10 };
const event = (key: string, n: number) =>
  Buffer.from(JSON.stringify({ eventId: `${key}-${n}`, aggregateId: key, eventType: "OrderPlaced", n }));

/** A replay of dead letters that stood in their order, `keys[n % keys.length]` each, on a broker that says what `said` tells of some of them. */
async function start(count: number, keys: readonly string[], said: (name: string) => Outcome | null) {
  const memory = createMemoryBroker("shop");
  memory.server.declare("orders.work");
  const inFlight = new Map<string, number>();
  let most = 0;
  const broker: Broker = {
    ...memory,
    capabilities: (queue) => ({ ...memory.capabilities(queue), ordered: true }),
    publish: async (to, message, attempt) => {
      const { eventId, aggregateId } = JSON.parse(String(Buffer.from(message.body ?? [])));
      inFlight.set(aggregateId, (inFlight.get(aggregateId) ?? 0) + 1);
      most = Math.max(most, inFlight.get(aggregateId) ?? 0);
      await new Promise((resolve) => setTimeout(resolve, Number(attempt) % 3));
      inFlight.set(aggregateId, (inFlight.get(aggregateId) ?? 0) - 1);
      return said(eventId) ?? memory.publish(to, message, attempt);
    },
  };
  const ctx = testContext(await testDatabase(), { brokers: [broker], config: { sources: [shop] } });
  const reader = await watchQueue(ctx);
  const headers = [textHeader("x-death-queue", "orders.work")];
  const batch = Array.from({ length: count }, (_, n) =>
    rawMessage({ body: event(keys[n % keys.length] ?? "", n), position: String(n), headers }),
  );
  const ids = await capture(
    ctx,
    { ...reader, rules: { ...reader.rules, envelope: { key: "$.aggregateId", eventId: "$.eventId" } } },
    batch,
  );
  const target = { to: "queue", queue: "orders.work" } as const;
  const { id } = await startReplay(ctx, { selection: { ids }, target, rate: null, reason: "in order" });
  for (const name of ["one", "two"]) {
    await beat(ctx, name);
    const stop = new AbortController();
    const done = sendReplays(ctx, name, stop.signal);
    onTestFinished(async () => {
      stop.abort();
      await done;
    });
  }
  const sent = () =>
    memory.server
      .queue("orders.work")
      .ready.map(({ body }) => JSON.parse(String(Buffer.from(body ?? []))) as { n: number; aggregateId: string });
  const ascends = () => {
    for (const [key, list] of Map.groupBy(sent(), ({ aggregateId }) => aggregateId))
      expect(
        list.map(({ n }) => n),
        key,
      ).toEqual(list.map(({ n }) => n).toSorted((a, b) => a - b));
  };
  const ended = () =>
    vi.waitFor(
      async () => expect((await ctx.sql`select state in ('observing', 'completed') as sent from replays`)[0]).toEqual({ sent: true }),
      soon,
    );
  const states = async () =>
    Object.fromEntries(
      (await ctx.sql`select state, count(*) as n from replay_items where replay_id = ${id} group by 1`).map((row) => [
        row["state"],
        row["n"],
      ]),
    );
  return { ctx, ids, sent, ascends, ended, states, most: () => most };
}

test("one message of a key is on its way at a time, in the order in which they died, across batches and workers", async () => {
  const { sent, ascends, ended, most } = await start(2_500, ["a", "b", "c", "d", "e", "f", "g"], () => null);
  await ended();
  expect(sent()).toHaveLength(2_500);
  ascends();
  expect(most()).toBe(1);
});

test("a refused message holds back what follows of its key, over batches, and says so; other keys go on", async () => {
  const { ctx, ids, sent, ascends, ended, states } = await start(2_400, ["a", "b", "c"], (name) =>
    name === "b-4" ? { state: "refused", reason: "too large" } : null,
  );
  await ended();
  ascends();
  expect(
    sent()
      .filter(({ aggregateId }) => aggregateId === "b")
      .map(({ n }) => n),
  ).toEqual([1]);
  expect(await states()).toEqual({ observing: 1_601, refused: 1, skipped: 798 });
  const held = await ctx.sql`select distinct reason_code as code, reason_data as data from replay_items where state = 'skipped'`;
  expect(held).toEqual([{ code: "behind_unsent", data: { behind: ids[4] } }]);
  const rows = await ctx.sql`select state, count(*) as n from messages group by 1 order by 1`;
  expect(rows).toEqual([
    { state: "dead", n: 799 },
    { state: "replayed", n: 1_601 },
  ]);
});

test("where nobody knows yet whether a message was sent, its replay waits, and then goes on in order", async () => {
  let lost = true;
  const { ctx, sent, ascends, ended, states } = await start(1_500, ["a", "b"], (name) => {
    if (name !== "a-6" || !lost) return null;
    lost = false;
    return { state: "unknown", reason: "no word" };
  });
  await vi.waitFor(async () => {
    expect(await states()).toMatchObject({ unknown: 1 });
    expect(await ctx.sql`select 1 from replay_batches`).toEqual([]);
  }, soon);
  const before = sent().length;
  expect(sent().some(({ n, aggregateId }) => aggregateId === "a" && n > 6)).toBe(false);
  // The broker is asked ten seconds after.
  await findLost({ ...ctx, clock: () => new Date(Date.now() + 11_000) });
  await ended();
  expect(before).toBeLessThan(1_500);
  expect(sent()).toHaveLength(1_500);
  ascends();
  expect(await states()).toEqual({ observing: 1_500 });
});

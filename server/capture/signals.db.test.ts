import { expect, test, vi } from "vitest";
import type { RawMessage } from "../sources/port.ts";
import { textHeader } from "../sources/json-head.ts";
import { triageGroup } from "../groups/triage.ts";
import { deriveMessage } from "../messages/derive/derive.ts";
import { testContext } from "../testing/context.ts";
import { testDatabase } from "../testing/database.ts";
import { plainRules, rawMessage, watchQueue } from "../testing/messages.ts";
import type { Signals } from "./signals.ts";
import { storeBatch } from "./store-batch.ts";
import { subscribe, tellSignals } from "./tell-signals.ts";
import { takeIds } from "./take-ids.ts";

const start = new Date("2026-11-20T10:00:00Z");

async function open() {
  let now = start;
  const ctx = testContext(await testDatabase(), { clock: () => now });
  const watched = await watchQueue(ctx);
  const reader = { ...watched, rules: { ...plainRules, headers: { ...plainRules.headers, errorType: "error-type" } } };
  const prepare = async (...batch: readonly RawMessage[]) => {
    const ids = await takeIds(ctx, batch.length);
    const incoming = batch.map((raw, at) => ({ id: ids[at] ?? 0, raw, arrival: deriveMessage(reader, raw, now) }));
    return { reader, incoming, at: now };
  };
  const store = async (...batch: readonly RawMessage[]) => (await storeBatch(ctx, await prepare(...batch))).signals;
  return { ctx, reader, prepare, store, goTo: (minute: number) => (now = after(minute)) };
}

const after = (minute: number) => new Date(start.getTime() + minute * 60_000);
const died = (minute: number, errorType = "Timeout") =>
  rawMessage({ diedAt: after(minute), headers: [textHeader("error-type", errorType)], identity: crypto.randomUUID() });
const close = (ctx: Parameters<typeof triageGroup>[0], id: number) => triageGroup(ctx, { id, act: "close", reason: "fixed" });

test("while nobody hears of batches, nothing is looked for", async () => {
  const { store } = await open();
  expect(await store(died(0))).toBeNull();
  subscribe({ name: "test", hear: async () => {} });
  expect((await store(died(1)))?.stored.size).toBe(1);
});

test("a batch tells its groups, which of them are new, and how many messages each got", async () => {
  const { reader, store } = await open();
  const first = await store(died(0), died(1), died(1, "Refused"));
  expect(first).toMatchObject({ source: "shop", queueId: reader.queueId, at: start, regressedGroups: [] });
  expect([...(first?.stored.values() ?? [])].toSorted()).toEqual([1, 2]);
  expect(first?.newGroups.toSorted()).toEqual([...(first?.stored.keys() ?? [])].toSorted());

  const second = await store(died(2), died(2, "Broken"));
  expect(second?.newGroups).toHaveLength(1);
  expect(first?.newGroups).not.toContain(second?.newGroups[0]);
});

test("a closed group regresses once: at its first death since, and again only after it was closed again", async () => {
  const { ctx, store, goTo } = await open();
  const [id = 0] = (await store(died(0)))?.newGroups ?? [];
  goTo(10);
  await close(ctx, id);
  expect((await store(died(5)))?.regressedGroups).toEqual([]);
  goTo(20);
  expect((await store(died(11), died(12)))?.regressedGroups).toEqual([id]);
  expect((await store(died(13)))?.regressedGroups).toEqual([]);
  await close(ctx, id);
  expect((await store(died(21)))?.regressedGroups).toEqual([id]);
});

test("of workers that store at the same time, one tells", async () => {
  const { ctx, prepare, goTo } = await open();
  const all = async (minute: number) => {
    const batches = await Promise.all(Array.from({ length: 8 }, () => prepare(died(minute + Math.random()))));
    return (await Promise.all(batches.map((batch) => storeBatch(ctx, batch)))).map(({ signals }) => signals);
  };
  const made = (await all(0)).flatMap((signals) => signals?.newGroups ?? []);
  expect(made).toHaveLength(1);
  goTo(10);
  await close(ctx, made[0] ?? 0);
  expect((await all(11)).flatMap((signals) => signals?.regressedGroups ?? [])).toEqual(made);
});

test("a batch that is repeated tells nothing more, nor does a redelivery", async () => {
  const { ctx, prepare } = await open();
  const message = died(0);
  const batch = await prepare(message);
  expect((await storeBatch(ctx, batch)).signals?.newGroups).toHaveLength(1);
  expect(await storeBatch(ctx, batch)).toEqual({ stored: 1, cameBack: 0, signals: null });
  expect(await storeBatch(ctx, await prepare(message))).toEqual({ stored: 0, cameBack: 0, signals: null });
});

test("a subscriber that fails or hangs stops neither the others nor the capture", async () => {
  const { ctx, store } = await open();
  const error = vi.fn();
  const log = Object.assign(Object.create(ctx.log) as typeof ctx.log, { error });
  const heard: Signals[] = [];
  const signals = await store(died(0));
  subscribe(
    {
      name: "broken",
      hear: () => {
        throw new Error("at once");
      },
    },
    { name: "hanging", hear: () => new Promise(() => {}) },
    { name: "good", hear: async (_, told) => void heard.push(told) },
  );
  if (!signals) expect.unreachable();
  else tellSignals({ ...ctx, log }, signals);
  await vi.waitFor(() => expect(heard).toEqual([signals]));
  expect(error).toHaveBeenCalledExactlyOnceWith(expect.objectContaining({ subscriber: "broken" }), expect.any(String));
});

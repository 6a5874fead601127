import { expect, test } from "vitest";
import type { Broker } from "../../sources/port.ts";
import { createMemoryBroker } from "../../sources/memory/create.ts";
import { testContext } from "../../testing/context.ts";
import { testDatabase } from "../../testing/database.ts";
import { capture, rawMessage, shop, watchQueue } from "../../testing/messages.ts";
import { startReplay } from "../start.ts";
import type { Batch } from "./batch.ts";
import { claimBatch } from "./claim.ts";
import { findLost } from "./find-lost.ts";
import { judgeBatch } from "./judge-batch.ts";
import { returnUnsent } from "./return-unsent.ts";
import { type Settled, settleItems } from "./settle.ts";

const target = { to: "queue", queue: "orders.work" } as const;
const later = () => new Date(Date.now() + 11_000);

test("what follows a refused one of its key is not sent where its batch begins before that one", async () => {
  const memory = createMemoryBroker("shop");
  memory.server.declare("orders.work");
  const broker: Broker = { ...memory, capabilities: (queue) => ({ ...memory.capabilities(queue), ordered: true }) };
  const ctx = testContext(await testDatabase(), { brokers: [broker], config: { sources: [shop] } });
  const reader = await watchQueue(ctx);
  const keys = ["lost", "a", "b", "a", "b"];
  const bodies = keys.map((key, n) => rawMessage({ body: Buffer.from(JSON.stringify({ key, n })), position: String(n) }));
  const ids = await capture(ctx, { ...reader, rules: { ...reader.rules, envelope: { key: "$.key" } } }, bodies);
  const { id: replayId } = await startReplay(ctx, { selection: { ids }, target, rate: null, reason: "in order" });
  const claim = async (holder: string): Promise<Batch> => {
    const batch = await claimBatch(ctx, holder, { replayId, rate: null, ordered: true, own: [], size: 10 });
    if (typeof batch === "string") throw new Error(`Nothing was claimed: ${batch}.`);
    return batch;
  };
  const first = await claim("one");
  const settle = (nth: number, outcome: Settled) => {
    const { id, messageId } = first.items[nth] ?? { id: 0, messageId: 0 };
    return settleItems(ctx, first, [{ item: { id, messageId }, outcome, marked: true }], false);
  };
  await settle(0, { state: "unknown", reason: "no word" });
  await settle(1, { state: "refused", reason: "too large" });
  await returnUnsent(ctx, first.id);
  await findLost({ ...ctx, clock: later });
  const { items, unsent } = await judgeBatch(ctx, await claim("two"), { ordered: true });
  expect(items.map(({ messageId }) => messageId)).toEqual([ids[0], ids[2], ids[3], ids[4]]);
  const kept = items.flatMap(({ id, messageId }) => (unsent.has(id) ? [[messageId, unsent.get(id)]] : []));
  expect(kept).toEqual([[ids[3], { do: "skip", code: "behind_unsent", data: { behind: ids[1] } }]]);
});

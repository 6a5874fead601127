import { expect, test } from "vitest";
import { getMessage } from "../messages/get.ts";
import { startReplay } from "../replays/start.ts";
import type { Fate } from "../sources/attempt.ts";
import { shop } from "../testing/messages.ts";
import { itemStates, openReplays } from "../testing/replays.ts";
import { followFates } from "./follow-fates.ts";

async function open(count: number) {
  const told: Fate[] = Array.from({ length: count }, () => "standing");
  let asked = 0;
  const opened = await openReplays(count, (broker) => ({
    ...broker,
    fates: async (heads) => {
      asked += heads.length;
      return heads.map((_, at) => told[at] ?? null);
    },
  }));
  // Messages of the test carry no identity, as those of a table do.
  await opened.ctx.sql`insert into identities (queue_id, identity, message_id) select queue_id, id::text, id from messages`;
  const follow = async () => {
    asked = 0;
    await followFates(opened.ctx, shop, { queue: 0, identity: "" });
    return asked;
  };
  const fates = async () =>
    (await opened.ctx.sql<{ fate: string }[]>`select fate from message_fates order by message_id`).map(({ fate }) => fate);
  return { ...opened, told, follow, fates };
}

test("what somebody retried or removed at the source is told, and a replay leaves it out", async () => {
  const { ctx, ids, told, follow, fates } = await open(3);
  expect(await follow()).toBe(3);
  expect(await fates()).toEqual([]);
  [told[0], told[1]] = ["gone", "taken_up"];
  await follow();
  expect(await fates()).toEqual(["gone", "taken_up"]);
  const { answer } = await getMessage(ctx, { id: ids[0] ?? 0 });
  expect(answer.evidence[0]).toMatchObject({ kind: "source", tone: "warn", text: expect.stringContaining("gone at its source") });
  const selection = { filter: "", asOf: new Date(Date.now() + 1_000).toISOString() };
  const { id } = await startReplay(ctx, { selection, target: { to: "queue", queue: "orders.work" }, rate: null, reason: "test" });
  expect(await itemStates(ctx, id)).toEqual({ selected: 1, skipped: 2 });
});

test("what stands again is a dead letter again, and what is over is not asked about again", async () => {
  const { told, follow, fates } = await open(2);
  [told[0], told[1]] = ["done", "taken_up"];
  expect(await follow()).toBe(2);
  told[0] = "standing";
  expect(await follow()).toBe(1);
  expect(await fates()).toEqual(["done"]);
});

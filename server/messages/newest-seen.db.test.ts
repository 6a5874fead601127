import { expect, test } from "vitest";
import { testContext } from "../testing/context.ts";
import { testDatabase } from "../testing/database.ts";
import { capture, rawMessage, watchQueue } from "../testing/messages.ts";
import { newestSeen } from "./newest-seen.ts";

test("the newest message that is visible, however long ago it came", async () => {
  const ctx = testContext(await testDatabase());
  const [seen, hidden] = [await watchQueue(ctx, "orders.dlq"), await watchQueue(ctx, "refunds.dlq")];
  const visible = [{ id: seen.queueId, source: "shop", queue: seen.queue }];
  const none = [await newestSeen(ctx, visible), await newestSeen(ctx, "everywhere"), await newestSeen(ctx, [])];
  const raw = (n: number) => Array.from({ length: n }, () => rawMessage());
  const own = await capture(ctx, seen, raw(3));
  const others = await capture(ctx, hidden, raw(2));
  const soon = await newestSeen(ctx, visible);
  await capture(ctx, hidden, raw(5_000));
  const late = await newestSeen(ctx, visible);
  expect([...none, soon, late, await newestSeen(ctx, [])]).toEqual([0, 0, 0, own.at(-1), own.at(-1), 0]);
  expect(await newestSeen(ctx, "everywhere")).toBeGreaterThan(others.at(-1) ?? 0);
});

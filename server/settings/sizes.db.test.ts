import { expect, test } from "vitest";
import { deriveStretch } from "../messages/derive/derive-stale.ts";
import { raiseAll } from "../messages/derive/raise.ts";
import { createMemoryBroker } from "../sources/memory/create.ts";
import { testContext } from "../testing/context.ts";
import { testDatabase } from "../testing/database.ts";
import { capture, rawMessage, shop, watchQueue } from "../testing/messages.ts";
import { readSizes } from "./sizes.ts";

test("how far stored messages are derived again is told until all of them are", async () => {
  const ctx = testContext(await testDatabase(), { config: { sources: [shop] }, brokers: [createMemoryBroker("shop")] });
  await capture(ctx, await watchQueue(ctx), [rawMessage(), rawMessage()]);
  const told = [(await readSizes(ctx)).derived];
  await raiseAll(ctx);
  for (let stretch = 0; stretch < 3; stretch++) {
    told.push((await readSizes(ctx)).derived);
    await deriveStretch(ctx, 1);
  }
  expect(told).toEqual([null, 0, 0.5, null]);
});

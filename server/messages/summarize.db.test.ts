import { expect, test } from "vitest";
import { createMemoryBroker } from "../sources/memory/create.ts";
import { textHeader } from "../sources/json-head.ts";
import { testContext } from "../testing/context.ts";
import { testDatabase } from "../testing/database.ts";
import { capture, plainRules, rawMessage, shop, watchQueue } from "../testing/messages.ts";
import { summarizeMessages } from "./summarize.ts";

const rules = { ...plainRules, headers: { ...plainRules.headers, errorType: "x-error" } };

test.each([
  [2, 5, "7 messages are dead, and 5 of them died in one queue without a recorded error."],
  [5, 2, "7 messages are dead, and 5 of them failed with Refused."],
])("of %i with an error and %i without one, the larger group is told", async (failed, silent, title) => {
  const ctx = testContext(await testDatabase(), { brokers: [createMemoryBroker(shop.name)], config: { sources: [shop] } });
  const reader = { ...(await watchQueue(ctx)), rules };
  const messages = [...Array(failed + silent).keys()].map((n) =>
    rawMessage({ body: Buffer.from(`{"eventId":"e-${n}"}`), headers: n < failed ? [textHeader("x-error", "Shop.Refused")] : [] }),
  );
  await capture(ctx, reader, messages);
  expect((await summarizeMessages(ctx, { filter: "" })).answer.title).toBe(title);
});

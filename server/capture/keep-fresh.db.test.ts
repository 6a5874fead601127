import { expect, test } from "vitest";
import { identityOf, orderedText } from "../sources/position.ts";
import { testContext } from "../testing/context.ts";
import { testDatabase } from "../testing/database.ts";
import { capture, rawMessage, watchQueue } from "../testing/messages.ts";
import { findKnown } from "./keep-fresh.ts";

const record = (part: string, at: number, mark: string) => identityOf({ part, at: orderedText(at), mark });

test.each([
  ["a record of a log", record("0", 7, "m"), [record("1", 7, "m"), record("0", 8, "m"), record("0", 7, "n")]],
  ["a broker's own identity", "i-1", ["i-2"]],
])("%s is stored once and found again, and is no other", async (_of, known, others) => {
  const ctx = testContext(await testDatabase());
  const reader = await watchQueue(ctx);
  const [id] = await capture(ctx, reader, [rawMessage({ identity: known })]);
  expect(
    await capture(
      ctx,
      reader,
      [known, ...others, known].map((identity) => rawMessage({ identity })),
    ),
  ).toHaveLength(others.length);
  expect(await findKnown(ctx.sql, reader.queueId, known)).toBe(id);
  expect(await findKnown(ctx.sql, reader.queueId + 1, known)).toBeNull();
});

import { expect, test } from "vitest";
import { editMessage } from "../messages/edit.ts";
import { createMemoryBroker } from "../sources/memory/create.ts";
import { testContext } from "../testing/context.ts";
import { testDatabase } from "../testing/database.ts";
import { capture, rawMessage, shop, watchQueue } from "../testing/messages.ts";
import { readParts, readStarts, readStored } from "./read.ts";

async function start() {
  const ctx = testContext(await testDatabase(), { config: { sources: [shop] }, brokers: [createMemoryBroker("shop")] });
  const reader = await watchQueue(ctx);
  return {
    ctx,
    take: (bodies: readonly (Buffer | null)[]) =>
      capture(
        ctx,
        reader,
        bodies.map((body) => rawMessage({ body })),
      ),
  };
}

test("one message: the bytes of its newest version, and where it lies", async () => {
  const { ctx, take } = await start();
  const [id = 0] = await take([Buffer.from("a")]);
  expect(await readStored(ctx, id)).toMatchObject({
    id,
    version: 1,
    source: "shop",
    queue: "orders.dlq",
    kind: null,
    body: Buffer.from("a"),
  });
  await editMessage(ctx, { id, seq: 1, reason: "mended", body: { text: "b" } });
  expect(await readStored(ctx, id)).toMatchObject({ version: 2, head: Buffer.from(rawMessage().head), body: Buffer.from("b") });
  await expect(readStored(ctx, 99)).rejects.toThrow("There is no message 99 that you may see.");
});

test("many messages: in the order of their ids, a few megabytes at a time, one that is gone left out", async () => {
  const { ctx, take } = await start();
  const large = Buffer.alloc(5 * 1024 * 1024, "x");
  const ids = await take([large, null, large, Buffer.alloc(0)]);
  const sizes: (number | null)[][] = [];
  for await (const part of readParts(ctx, [...ids.toReversed(), 99])) sizes.push(part.map(({ body }) => body && body.length));
  expect(sizes).toEqual([
    [large.length, null],
    [large.length, 0],
  ]);
});

test("of large bodies the beginnings come, a few megabytes at a time", async () => {
  const { ctx, take } = await start();
  const large = Buffer.alloc(5 * 1024 * 1024, "x");
  const ids = await take([large, null, large, Buffer.from("abc")]);
  const read = async (most: number) => {
    const parts: (readonly [number | null, boolean])[][] = [];
    for await (const part of readStarts(ctx, [...ids, 99], most)) parts.push(part.map(({ body, cut }) => [body && body.length, cut]));
    return parts;
  };
  expect(await read(1_000)).toEqual([
    [
      [1_000, true],
      [null, false],
      [1_000, true],
      [3, false],
    ],
  ]);
  expect(await read(5 * 1024 * 1024)).toEqual([
    [
      [large.length, false],
      [null, false],
    ],
    [
      [large.length, false],
      [3, false],
    ],
  ]);
  expect(await read(0)).toEqual([
    [
      [0, true],
      [null, false],
      [0, true],
      [0, true],
    ],
  ]);
});

import { expect, test } from "vitest";
import type { Intake, Target } from "../sources/port.ts";
import { lineOf, oneMessage } from "../testing/candidate.ts";
import { idOf } from "./ask-each.ts";
import { noQueue } from "./no-queue.ts";
import { tooLarge } from "./too-large.ts";

const to = (queue: string, sizes: { head: number; all: number } | null = null) =>
  oneMessage({ way: { destination: { to: "queue", queue } satisfies Target, sizes, problem: null, expiresMs: null } });
const facts = (all: Readonly<Record<string, Partial<Intake["most"]> | string>>) =>
  new Map(
    Object.entries(all).map(([queue, said]): [string, Intake] => {
      const most = { head: null, all: null, ...(typeof said === "string" ? {} : said) };
      return [idOf(["shop", "queue", queue, ""]), { missing: typeof said === "string" ? said : null, most }];
    }),
  );

test("what its queue is set too small for is not sent; what fits exactly is", () => {
  const all = [
    to("a", { head: 10, all: 101 }),
    to("a", { head: 10, all: 100 }),
    to("b", { head: 9, all: 900 }),
    to("c", { head: 9, all: 9 }),
  ];
  const known = facts({ a: { all: 100 }, b: { head: 8 } });
  expect(lineOf(tooLarge, known, all)).toMatchObject({ n: 2, effect: "skip" });
  expect(all.map((one) => tooLarge.judge(known, one, new Date())?.data ?? null)).toEqual([
    { of: "all", bytes: 101, most: 100 },
    null,
    { of: "head", bytes: 9, most: 8 },
    null,
  ]);
  expect(tooLarge.words.reason({ of: "all", bytes: 1_101, most: 1_000 })).toBe(
    "it has 1,101 bytes as it would be sent, and 1,000 are taken there",
  );
});

test("a queue that is not there is told by the broker's words; one that it does not tell of is no reason", () => {
  const known = facts({ a: 'There is no queue "a".', b: {} });
  expect(lineOf(noQueue, known, [to("a"), to("a"), to("b"), to("c")])).toMatchObject({
    n: 2,
    effect: "skip",
    text: 'of 4 sampled, not sent: There is no queue "a".',
  });
});

test("where the bindings tell the queue, the headers have to fit into a frame as well", () => {
  const destination = { to: "bindings", exchange: "shop", routingKey: "order.placed" } as const;
  const one = oneMessage({ way: { destination, sizes: { head: 9, all: 9 }, problem: null, expiresMs: null } });
  const known = new Map([[idOf(["shop", "exchange", "shop", "order.placed"]), { missing: null, most: { head: 8, all: null } }]]);
  expect(tooLarge.judge(known, one, new Date())).toMatchObject({ do: "skip", data: { of: "head", bytes: 9, most: 8 } });
});

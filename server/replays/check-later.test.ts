import { expect, test } from "vitest";
import { checkLater } from "./check-later.ts";
import type { LogSample } from "./log-sample.ts";

function sample(
  name: string | null,
  offset: number,
  reached: number | null,
  { partition = 3, group = "billing" as string | null } = {},
): LogSample {
  return { name, key: null, topic: "orders", partitions: null, record: { topic: "orders", partition, offset }, group, reached };
}

test("the keys at risk are named, the most frequent first, and those that nothing was passed after are not", () => {
  const samples = [sample("ord-1", 7, 9), sample("ord-2", 1, 9), sample("ord-2", 2, 9), sample("ord-3", 8, 9)];
  expect(checkLater({ keys: 3, keysCapped: false }, samples)).toMatchObject({
    n: 3,
    text: expect.stringMatching(/^keys, such as ord-2 and ord-1: events after these may/),
  });
  expect(checkLater({ keys: 1, keysCapped: false }, samples.slice(0, 1)).text).toMatch(/^key, ord-1: events/);
  expect(checkLater({ keys: 0, keysCapped: false }, [])).toMatchObject({ n: 0, text: "no message carries a key, so none is overtaken" });
  const many = Array.from({ length: 30 }, (_, at) => sample(`ord-${at}`, at, 90));
  expect(checkLater({ keys: 30, keysCapped: false }, many).text).toMatch(/such as ord-0, ord-1, ord-2, ord-3 and ord-4: events/);
});

test("how many later records the group has passed is counted from the oldest of a partition", () => {
  const { details } = checkLater({ keys: 2, keysCapped: false }, [sample("ord-9", 5_000, 5_120), sample("ord-1", 4_711, 5_120)]);
  expect(details).toEqual([
    "orders/3: consumer group billing has gone on to offset 5,120; ord-1 is at 4,711, so up to 408 later records were passed.",
  ]);
});

test("a group that stands where it failed has passed nothing, and what is not known is said to be unknown", () => {
  const stuck = [sample("ord-1", 10, 10), sample("ord-2", 10, 11, { partition: 1 })];
  expect(checkLater({ keys: 2, keysCapped: false }, stuck).details).toEqual(["In their partitions billing passed nothing after them."]);
  const unknown = [sample("ord-1", 10, null), sample("ord-2", 10, null, { group: null }), { ...sample("ord-3", 1, null), record: null }];
  expect(checkLater({ keys: 3, keysCapped: false }, [...unknown, ...stuck]).details).toEqual([
    "In their partitions billing passed nothing after them.",
    "How far the consumer group has gone is not known for 3 of 5 sampled.",
  ]);
  expect(checkLater({ keys: 3, keysCapped: false }, unknown).text).toContain("keys, ord-1, ord-2 and ord-3: events");
});

test("the partitions that went on furthest are told, the others counted", () => {
  const samples = Array.from({ length: 5 }, (_, partition) => sample(null, 0, 2 + partition, { partition }));
  const { details = [] } = checkLater({ keys: 5, keysCapped: false }, samples);
  expect(details.map((line) => line.slice(0, 8))).toEqual(["orders/4", "orders/3", "orders/2", "So it is"]);
  expect(details.at(-1)).toBe("So it is in 2 more partitions.");
});

test("a record's key counts where the event has none", () => {
  expect(checkLater({ keys: 0, keysCapped: false }, [sample("ord-1", 7, 9), sample("ord-2", 7, 9)])).toMatchObject({
    n: 2,
    text: expect.stringMatching(/^keys of 2 sampled, ord-1 and ord-2: events/),
  });
  expect(checkLater({ keys: 0, keysCapped: false }, [sample(null, 7, 9)]).n).toBe(0);
});

import { expect, test } from "vitest";
import { Depths } from "./depths.ts";

/** Depths read every 10 s for `seconds`, of a queue that holds what `ready` says; answers at which seconds SQS was asked. */
async function askedAt(seconds: number, { ready, polls, queue = "q" }: { ready: (at: number) => number; polls: boolean; queue?: string }) {
  let now = 0;
  const asked: number[] = [];
  const told: (number | null)[] = [];
  const depths = new Depths(
    async () => {
      asked.push(now / 1_000);
      return { ready: ready(now / 1_000), inFlight: 0 };
    },
    () => now,
  );
  for (; now < seconds * 1_000; now += 10_000) {
    if (polls && ready(now / 1_000) === 0) depths.empty(queue);
    told.push((await depths.read(queue)).ready);
  }
  return { asked, told };
}

test("a queue that is polled and empty is asked once in five minutes", async () => {
  const { asked, told } = await askedAt(1_200, { ready: () => 0, polls: true });
  expect(asked).toEqual([0, 300, 600, 900]);
  expect(new Set(told)).toEqual(new Set([0]));
});

test("a queue that nobody polls is asked once a minute where nothing changes, and every ten seconds where it does", async () => {
  expect((await askedAt(300, { ready: () => 7, polls: false })).asked).toEqual([0, 10, 30, 70, 130, 190, 250]);
  const { asked } = await askedAt(60, { ready: (at) => at, polls: false });
  expect(asked).toEqual([0, 10, 20, 30, 40, 50]);
});

test("what was asked before the last empty poll is not told after it", async () => {
  const { told } = await askedAt(100, { ready: (at) => (at < 30 ? 5 : 0), polls: true });
  expect(told).toEqual([5, 5, 5, 0, 0, 0, 0, 0, 0, 0]);
});

test("an empty poll says nothing of a FIFO queue, whose groups another consumer may hold", async () => {
  expect((await askedAt(300, { ready: () => 0, polls: true, queue: "q.fifo" })).asked).toEqual([0, 10, 30, 70, 130, 190, 250]);
});

/** A queue whose polls brought something `receivedAgoMs` ago and nothing since, while `inFlight` messages are in flight. */
async function othersOf({ inFlight, receivedAgoMs, polled = true }: { inFlight: number; receivedAgoMs: number | null; polled?: boolean }) {
  let now = 1_000_000;
  const depths = new Depths(
    async () => ({ ready: 0, inFlight }),
    () => now,
  );
  if (receivedAgoMs !== null) {
    depths.received("q");
    now += receivedAgoMs;
  }
  if (polled) depths.empty("q");
  await depths.read("q");
  return depths.others("q")?.n ?? null;
}

test("what is in flight while polls bring nothing is in somebody else's hand", async () => {
  expect(await othersOf({ inFlight: 85, receivedAgoMs: null })).toBe(85);
  expect(await othersOf({ inFlight: 85, receivedAgoMs: 180_000 })).toBe(85);
});

test("what may still be counted of our own is not, nor what nobody here polls", async () => {
  expect(await othersOf({ inFlight: 85, receivedAgoMs: 60_000 })).toBeNull();
  expect(await othersOf({ inFlight: 0, receivedAgoMs: null })).toBeNull();
  expect(await othersOf({ inFlight: 85, receivedAgoMs: null, polled: false })).toBeNull();
});

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
    { now: () => now },
  );
  for (; now < seconds * 1_000; now += 10_000) {
    if (polls && ready(now / 1_000) === 0) depths.polled(queue, 0, true);
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

/** A clock and the depths of one queue, in which SQS counts `inFlight` messages. */
function watch(inFlight: () => number) {
  let now = 1_000_000;
  const asked: number[] = [];
  const depths = new Depths(
    async () => {
      asked.push(now);
      return { ready: 0, inFlight: inFlight() };
    },
    { now: () => now },
  );
  return {
    depths,
    asked,
    pass: (seconds: number) => {
      now += seconds * 1_000;
    },
    others: async () => (await depths.read("q")).others,
  };
}

test("what is in flight beyond what we received lately is in somebody else's hand", async () => {
  const { depths, pass, others } = watch(() => 85);
  depths.began("q");
  pass(180);
  depths.polled("q", 15, true)();
  expect(await others()).toBe(70);
  pass(180);
  expect(await others()).toBe(85);
});

test("what we hold is ours however long, and what we settled may still be counted for two minutes", async () => {
  let inFlight = 40;
  const { depths, pass, others } = watch(() => inFlight);
  depths.began("q");
  pass(180);
  const settled = depths.polled("q", 40, true);
  pass(600);
  expect(await others()).toBe(0);
  settled();
  pass(60);
  expect(await others()).toBe(0);
  inFlight = 0;
  pass(400);
  expect(await others()).toBe(0);
});

test("nobody is blamed for what a worker before this one may have held, nor where this one does not take", async () => {
  const { depths, pass, others } = watch(() => 85);
  expect(await others()).toBeUndefined();
  pass(400);
  const ended = depths.began("q");
  pass(100);
  expect(await others()).toBeUndefined();
  pass(100);
  expect(await others()).toBe(85);
  ended();
  pass(400);
  expect(await others()).toBeUndefined();
});

test("SQS is asked every ten seconds while messages come, since only then does the other hold some", async () => {
  const { depths, asked, pass, others } = watch(() => 0);
  depths.began("q");
  pass(180);
  depths.polled("q", 0, true);
  await others();
  for (let at = 0; at < 300; at += 10) {
    if (at === 60) depths.polled("q", 3, true)();
    depths.polled("q", 0, true);
    await others();
    pass(10);
  }
  expect(asked.map((at) => (at - (asked[0] ?? 0)) / 1_000)).toEqual([0, ...Array.from({ length: 12 }, (_, n) => 60 + n * 10)]);
});

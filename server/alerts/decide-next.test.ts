import { expect, test } from "vitest";
import type { ChannelAnswer } from "./channel.ts";
import { decideNext, giveUpMs } from "./decide-next.ts";

const tried = { attempts: 1, ageMs: 0, failingMs: 0, random: 1 };
const retry = (afterMs: number | null): ChannelAnswer => ({ is: "retry", afterMs, said: "not now" });

test("tries come later and later, at most two minutes apart, for three days", () => {
  const waits = [1, 2, 3, 6, 20, 2_000].map((attempts) => decideNext({ ...tried, attempts, answer: retry(null) }));
  expect(waits.map((next) => next.is === "waits" && next.afterMs)).toEqual([1_000, 2_000, 4_000, 32_000, 120_000, 120_000]);
  const last = { ...tried, ageMs: giveUpMs, answer: retry(null) };
  expect(decideNext(last)).toEqual({ is: "failed", broken: false });
  expect(decideNext({ ...last, ageMs: giveUpMs - 1 })).toMatchObject({ is: "waits", failing: true });
});

test("a channel rests the longer the longer it fails, at most a minute, whatever waits for it", () => {
  const rests = [0, 60_000, 300_000, 86_400_000].map((failingMs) => decideNext({ ...tried, failingMs, answer: retry(null) }));
  expect(rests.map((next) => next.is === "waits" && next.restMs)).toEqual([1_000, 6_000, 30_000, 60_000]);
});

test("the jitter takes at most a quarter", () => {
  expect(decideNext({ ...tried, random: 0, answer: retry(null) })).toMatchObject({ afterMs: 750, restMs: 750 });
});

test("Retry-After counts as it is, up to an hour; a channel that only asks to wait fails once somebody has waited for two minutes", () => {
  expect(decideNext({ ...tried, answer: retry(30_000) })).toEqual({ is: "waits", afterMs: 30_000, restMs: 30_000, failing: false });
  expect(decideNext({ ...tried, ageMs: 121_000, answer: retry(30_000) })).toMatchObject({ failing: true });
  expect(decideNext({ ...tried, answer: retry(90_000_000) })).toMatchObject({ afterMs: 3_600_000 });
  expect(decideNext({ ...tried, answer: retry(-5) })).toMatchObject({ afterMs: 0 });
});

test("what is broken, and what was posted anew and is gone again, is given up", () => {
  for (const is of ["broken", "gone"] as const)
    expect(decideNext({ ...tried, answer: { is, said: "" } })).toEqual({ is: "failed", broken: true });
});

test("what some have not got is tried again for them alone: the channel neither rests nor fails, and after three days it is delivered", () => {
  const answer: ChannelAnswer = { is: "partly", works: true, ref: { to: "a" }, afterMs: null, said: "1 of 2" };
  const waits = [1, 5, 20].map((attempts) => decideNext({ ...tried, attempts, answer }));
  expect(waits).toEqual([1_000, 16_000, 900_000].map((afterMs) => ({ is: "partly", works: true, ref: { to: "a" }, afterMs })));
  expect(decideNext({ ...tried, answer: { ...answer, afterMs: 60_000 } })).toMatchObject({ afterMs: 60_000 });
  expect(decideNext({ ...tried, ageMs: giveUpMs, answer })).toEqual({ is: "delivered", works: true, ref: { to: "a" } });
  // A device that is off is no proof that the service works.
  expect(decideNext({ ...tried, ageMs: giveUpMs, answer: { ...answer, works: false } })).toMatchObject({ is: "delivered", works: false });
});

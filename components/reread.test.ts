import { QueryClient, QueryObserver } from "@tanstack/react-query";
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { createReread } from "./reread.ts";

const every = () => true;
let queryClient: QueryClient;
let reads: number;
let answerAfterMs: number;
let stop: () => void;

beforeEach(async () => {
  vi.useFakeTimers();
  queryClient = new QueryClient();
  reads = 0;
  answerAfterMs = 10;
  const queryFn = () => {
    const read = ++reads;
    return new Promise<number>((resolve) => setTimeout(() => resolve(read), answerAfterMs));
  };
  stop = new QueryObserver(queryClient, { queryKey: ["groups"], queryFn }).subscribe(() => {});
  await vi.advanceTimersByTimeAsync(answerAfterMs);
});

afterEach(() => {
  stop();
  queryClient.clear();
  vi.useRealTimers();
});

test("the first notice is followed at once, a storm of them four times a second", async () => {
  const reread = createReread(queryClient, 250);
  reread(every);
  expect(reads).toBe(2);
  for (let ms = 0; ms < 1_000; ms += 20) {
    await vi.advanceTimersByTimeAsync(20);
    reread(every);
  }
  expect(reads).toBe(6);
  await vi.advanceTimersByTimeAsync(5_000);
  expect(reads).toBe(7);
});

test("a slow read is let answer, and what changed meanwhile is read after it", async () => {
  const reread = createReread(queryClient, 250);
  answerAfterMs = 2_000;
  reread(every);
  await vi.advanceTimersByTimeAsync(100);
  reread(every);
  await vi.advanceTimersByTimeAsync(1_850);
  expect(reads).toBe(2);
  await vi.advanceTimersByTimeAsync(300);
  expect(queryClient.getQueryData(["groups"])).toBe(2);
  expect(reads).toBe(3);
});

test("what no notice is about is left alone", async () => {
  createReread(queryClient, 250)(({ queryKey }) => queryKey[0] === "audit");
  await vi.advanceTimersByTimeAsync(1_000);
  expect(reads).toBe(1);
});

import { gzipSync } from "node:zlib";
import { expect, test } from "vitest";
import { gunzipStart, isGzip } from "./gunzip.ts";

const text = JSON.stringify({ note: "a".repeat(500) });

test("a whole gzip", async () => {
  expect(isGzip(gzipSync(text))).toBe(true);
  expect(await gunzipStart(gzipSync(text), 10_000)).toEqual({ bytes: Buffer.from(text), more: false });
});

test("a bomb gives its beginning and stops", async () => {
  const found = await gunzipStart(gzipSync(Buffer.alloc(200_000_000)), 1_000);
  expect([found?.bytes.length, found?.more]).toEqual([1_000, true]);
});

test("the beginning of a gzip, and what only begins like one", async () => {
  const long = Buffer.from(Array.from({ length: 100_000 }, (_, at) => `${at} `).join(""));
  const cut = await gunzipStart(gzipSync(long).subarray(0, 60_000), 1_000_000);
  expect(cut?.more).toBe(true);
  expect(long.subarray(0, cut?.bytes.length).equals(cut?.bytes ?? Buffer.alloc(0))).toBe(true);
  expect(cut?.bytes.length).toBeGreaterThan(50_000);
  expect(await gunzipStart(Buffer.from([0x1f, 0x8b, 8, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11]), 1_000)).toBeNull();
  expect(isGzip(Buffer.from("{}"))).toBe(false);
});

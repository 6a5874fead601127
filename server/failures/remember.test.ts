import { setFlagsFromString } from "node:v8";
import { runInNewContext } from "node:vm";
import { expect, it } from "vitest";
import { remember } from "./remember.ts";

it("answers the same for the same text, and reads it once", () => {
  let read = 0;
  const length = remember((text: string) => (read++, text.length));
  expect([length("ab\ud800"), length("ab\ud800"), length("abc")]).toEqual([3, 3, 3]);
  expect(read).toBe(2);
});

it("keeps no text in memory that a remembered one is a part of", () => {
  setFlagsFromString("--expose-gc");
  const gc = runInNewContext("gc") as () => void;
  const head = remember((text: string) => text.slice(0, 20));
  gc();
  const before = process.memoryUsage().heapUsed;
  for (let n = 0; n < 200; n++) head(Buffer.alloc(500_000, String(n)).toString("latin1").slice(0, 100));
  gc();
  expect(process.memoryUsage().heapUsed - before).toBeLessThan(20_000_000);
});

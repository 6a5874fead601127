import { setTimeout as delay } from "node:timers/promises";
import { expect, test } from "vitest";
import { newBreath } from "./breath.ts";

function work(ms: number): void {
  const end = performance.now() + ms;
  while (performance.now() < end);
}

test("what takes long lets others go on in between, what is quick does not wait", async () => {
  let turns = 0;
  const other = (async () => {
    for (; turns < 1_000; turns++) await delay(0);
  })();
  const breath = newBreath();
  for (let nth = 0; nth < 10; nth++) {
    await breath();
    work(25);
  }
  const long = turns;
  for (let nth = 0; nth < 10_000; nth++) await breath();
  expect(long).toBeGreaterThanOrEqual(5);
  turns = 1_000;
  await other;
});

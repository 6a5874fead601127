import { expect, test } from "vitest";
import { holdThroughOutage } from "./hold.ts";

const failing = (...codes: readonly string[]) => {
  const left = [...codes];
  return async () => {
    const code = left.shift();
    if (code) throw Object.assign(new Error(code), { code });
    return "done";
  };
};

test("an outage is waited through and told of once, a lost race is only tried again", async () => {
  const told: boolean[] = [];
  const onOutage = (since: Date | null) => told.push(since !== null);
  const { signal } = new AbortController();
  expect(await holdThroughOutage(failing("ECONNREFUSED", "57P03", "CONNECTION_CLOSED"), { signal, onOutage })).toBe("done");
  expect(told).toEqual([true, false]);
  expect(await holdThroughOutage(failing("40P01", "40001"), { signal, onOutage })).toBe("done");
  expect(told).toHaveLength(2);
});

test("what the data causes is thrown at once", async () => {
  const { signal } = new AbortController();
  await expect(holdThroughOutage(failing("22021"), { signal })).rejects.toThrow("22021");
});

test("an abort ends the waiting", async () => {
  const stop = new AbortController();
  const held = holdThroughOutage(
    async () => {
      throw Object.assign(new Error("away"), { code: "ECONNREFUSED" });
    },
    { signal: stop.signal, onOutage: () => stop.abort() },
  );
  await expect(held).rejects.toThrow("abort");
});

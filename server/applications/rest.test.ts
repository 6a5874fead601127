import { expect, test } from "vitest";
import { ApplicationError } from "./port.ts";
import { resting } from "./rest.ts";

test("questions that fail together are one reason to rest; the next one after the rest doubles it", async () => {
  let now = 0;
  const guard = resting(() => now);
  const fail = () => Promise.reject(new ApplicationError("busy", "It did not answer in time."));
  const restsUntil = async (ms: number) => {
    now = ms - 1;
    await expect(guard(async () => "asked")).rejects.toThrow("in time");
    now = ms;
  };
  await Promise.allSettled(Array.from({ length: 6 }, () => guard(fail)));
  await restsUntil(2_000);
  await expect(guard(fail)).rejects.toThrow();
  await restsUntil(6_000);
  expect(await guard(async () => "asked")).toBe("asked");
  await expect(guard(fail)).rejects.toThrow();
  await restsUntil(8_000);
});

import { expect, test } from "vitest";
import { testContext } from "../testing/context.ts";
import { testDatabase } from "../testing/database.ts";
import { bank, pushed } from "../testing/downstreams.ts";
import { capture, rawMessage, shop, watchQueue } from "../testing/messages.ts";
import { textHeader } from "../sources/json-head.ts";
import { pushInput } from "./input.ts";
import { judgeOwnReadings } from "./judge-own.ts";
import { listBreakers } from "./list.ts";
import { pushReadings } from "./push.ts";

test("deaths that name a downstream open it where nothing reports; silence closes nothing", async () => {
  let now = new Date();
  const config = { sources: [shop], downstreams: [bank("http://127.0.0.1:1", { readings: [] })] };
  const ctx = testContext(await testDatabase(), { config, clock: () => now });
  const reader = await watchQueue(ctx);
  const rules = { ...reader.rules, headers: { ...reader.rules.headers, errorText: "x-text" }, needs: [{ name: "bank", ties: [] }] };
  const die = (count: number) =>
    capture(
      ctx,
      { ...reader, rules },
      Array.from({ length: count }, (_, n) =>
        rawMessage({ position: String(n), diedAt: now, headers: [textHeader("x-text", "no answer from bank within 5 s")] }),
      ),
    );
  const own = async () => (await listBreakers(ctx, { range: "1h" })).breakers.map(({ state, own: told }) => `${state}: ${told?.words}`);
  await die(9);
  await judgeOwnReadings(ctx);
  expect(await own()).toEqual(["unknown: 9 messages failed because of it in the last 5 min; Redrive counts it as open from 10 on"]);
  await die(1);
  now = new Date(now.getTime() + 6_000);
  await judgeOwnReadings(ctx);
  expect(await own()).toEqual(["open: 10 messages failed because of it in the last 5 min"]);
  now = new Date(now.getTime() + 600_000);
  await judgeOwnReadings(ctx);
  expect(await own()).toEqual(["unknown: 0 messages failed because of it in the last 5 min; Redrive counts it as open from 10 on"]);
});

test("what died before it was reported closed does not speak against the report", async () => {
  const start = new Date(Date.now() - 240_000);
  let now = start;
  const config = { sources: [shop], downstreams: [bank("http://127.0.0.1:1", { readings: [pushed] })] };
  const ctx = testContext(await testDatabase(), { config, clock: () => now });
  const reader = await watchQueue(ctx);
  const rules = { ...reader.rules, headers: { ...reader.rules.headers, errorText: "x-text" }, needs: [{ name: "bank", ties: [] }] };
  const die = (count: number) =>
    capture(
      ctx,
      { ...reader, rules },
      Array.from({ length: count }, (_, n) =>
        rawMessage({ position: `${now.getTime()} ${n}`, diedAt: now, headers: [textHeader("x-text", "no answer from bank within 5 s")] }),
      ),
    );
  const report = (state: "open" | "closed") =>
    pushReadings(ctx, pushInput.parse({ downstream: "bank", instance: "pod-1", breakers: [{ breaker: "gateway", state }] }));
  const own = async () => {
    await judgeOwnReadings(ctx);
    const [line] = (await listBreakers(ctx, { range: "1h" })).breakers;
    return [line?.own?.state, line?.own?.words, line?.disagreement];
  };
  const later = (seconds: number) => (now = new Date(start.getTime() + seconds * 1_000));

  await report("open");
  await die(10);
  expect(await own()).toEqual(["open", "10 messages failed because of it in the last 5 min", null]);
  later(60);
  await report("closed");
  later(70);
  expect(await own()).toEqual([
    "unknown",
    "0 messages failed because of it since it was reported closed; Redrive counts it as open from 10 on",
    null,
  ]);
  for (const seconds of [110, 150, 180]) {
    later(seconds);
    await report("closed");
  }
  await die(10);
  expect(await own()).toEqual([
    "open",
    "10 messages failed because of it since it was reported closed",
    "bank is reported closed, and its messages fail all the same. Replays go by the report.",
  ]);
});

import { expect, test } from "vitest";
import { testContext } from "../testing/context.ts";
import { testDatabase } from "../testing/database.ts";
import { bank } from "../testing/downstreams.ts";
import { capture, rawMessage, shop, watchQueue } from "../testing/messages.ts";
import { textHeader } from "../sources/json-head.ts";
import { judgeOwnReadings } from "./judge-own.ts";
import { listBreakers } from "./list.ts";

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

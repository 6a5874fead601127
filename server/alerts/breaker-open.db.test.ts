import { expect, test } from "vitest";
import type { DownstreamSpec } from "../downstreams/downstream.ts";
import { pushInput } from "../downstreams/input.ts";
import { pushReadings } from "../downstreams/push.ts";
import { testContext } from "../testing/context.ts";
import { testDatabase } from "../testing/database.ts";
import { bank, pushed } from "../testing/downstreams.ts";
import { startEvaluating } from "./evaluate-alerts.ts";
import { everywhere, type RuleSpec } from "./rule.ts";
import { alertEnded } from "./words.ts";
import type { Alert } from "./alert.ts";

const rule: RuleSpec = {
  name: "breaker",
  kind: "breaker_open",
  params: {},
  per: "all",
  where: everywhere,
  severity: "error",
  forSeconds: 0,
  keepSeconds: 60,
  tells: null,
  steps: [],
  repeatSeconds: null,
  runbook: null,
  enabled: true,
};

/** A downstream that an application reports. `after` lets minutes go by and evaluates. */
async function open(fields: Partial<DownstreamSpec> = {}) {
  let now = new Date(Math.floor(Date.now() / 1_000) * 1_000);
  const database = await testDatabase();
  const contextWith = (downstreams: readonly DownstreamSpec[]) =>
    testContext(database, { clock: () => now, config: { alerts: { defaults: false, rules: [rule] }, downstreams } });
  const ctx = contextWith([bank("http://127.0.0.1:1", { readings: [pushed], ...fields })]);
  const push = (state: string) =>
    pushReadings(ctx, pushInput.parse({ downstream: "bank", instance: "pod", breakers: [{ breaker: "gateway", state }] }));
  const after = async (minutes: number, downstreams = ctx.config.downstreams) => {
    now = new Date(now.getTime() + minutes * 60_000);
    await startEvaluating()(contextWith(downstreams), { gapMs: 0, at: now });
  };
  const told = async () =>
    (await ctx.sql<{ kind: string }[]>`select kind from alert_transitions order by alert_id, seq`).map(({ kind }) => kind);
  const ended = async () => {
    const [alert] = await ctx.sql<Pick<Alert, "facts" | "ended">[]>`select facts, ended from alerts`;
    return alert && alertEnded({ rule, facts: alert.facts }, alert.ended);
  };
  return { push, after, told, ended };
}

test("a breaker that nobody reads for hours stays as it was, and is over once it is known to be closed", async () => {
  const { push, after, told, ended } = await open();
  await push("open");
  await after(0);
  expect(await told()).toEqual(["fired"]);
  await after(2);
  await after(62);
  await after(600);
  expect(await told()).toEqual(["fired", "blind"]);
  await push("closed");
  await after(0.1);
  await push("closed");
  await after(0.9);
  await push("closed");
  await after(1);
  expect(await told()).toEqual(["fired", "blind", "seen", "resolved"]);
  expect(await ended()).toBe("The breaker of bank is closed again.");
});

test("one that is read once a day is known for as long as its readings last", async () => {
  const { push, after, told } = await open({ everySeconds: 86_400, staleSeconds: 180_000 });
  await push("open");
  await after(300);
  expect(await told()).toEqual(["fired"]);
  await after(2_600);
  await after(200);
  expect(await told()).toEqual(["fired", "blind"]);
});

test("one that leaves redrive.yaml ends its alert, without a word of being closed", async () => {
  const { push, after, told, ended } = await open();
  await push("open");
  await after(0);
  await after(1, []);
  await after(1, []);
  expect(await told()).toEqual(["fired", "resolved"]);
  expect(await ended()).toBe("bank is no longer in redrive.yaml. Redrive does not know whether its breaker is closed.");
});

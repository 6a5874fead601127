import { expect, onTestFinished, test } from "vitest";
import { grantsOf } from "../access/person-grants.ts";
import { Outbound } from "../outbound/outbound.ts";
import { serviceRule } from "../outbound/rule.ts";
import { countPlaces } from "../overview/count-places.ts";
import { textHeader } from "../sources/json-head.ts";
import { testContext } from "../testing/context.ts";
import { testDatabase } from "../testing/database.ts";
import { capture, rawMessage, watchQueue } from "../testing/messages.ts";
import { startService } from "../testing/other-side.ts";
import { makeAccount, signInConfig } from "../testing/people.ts";
import { makeDevice } from "../testing/push-device.ts";
import { actOnAlert } from "./act.ts";
import { openPush } from "./channels/push.ts";
import { defaultRules } from "./default-rules.ts";
import { deliverNext } from "./deliver.ts";
import { startEvaluating } from "./evaluate-alerts.ts";
import { beginDelivering } from "./find-due.ts";
import { getAlert } from "./get.ts";
import { listAlertsInput } from "./input.ts";
import { listAlerts } from "./list.ts";
import { listMarks } from "./list-marks.ts";
import { listRules } from "./list-rules.ts";
import { summarizeAlerts } from "./summarize.ts";

const minute = 60_000;
const rules = defaultRules.filter(({ kind }) => kind === "new_group").slice(0, 1);

/** Two queues, a person who sees orders.dlq alone and one who sees both, each with a device, and their one channel. */
async function open() {
  const database = await testDatabase();
  const start = new Date(Math.floor(Date.now() / 1_000) * 1_000);
  let now = start;
  const channel = { kind: "push", name: "phone", contact: "ops@example.com" } as const;
  const config = { alerts: { defaults: false, rules }, channels: [channel], signIn: signInConfig };
  const ctx = testContext(database, { clock: () => now, config });
  const [orders, payments] = [await watchQueue(ctx, "orders.dlq"), await watchQueue(ctx, "payments.dlq")];
  await ctx.sql`update queues set alive_at = now() + interval '1 day'`;
  const die = async (reader: typeof orders, ...types: readonly string[]) => {
    for (const type of types)
      await capture(ctx, { ...reader, rules: { ...reader.rules, headers: { errorType: "error-type" } } }, [
        rawMessage({ headers: [textHeader("error-type", `com.shop.${type}`)], identity: crypto.randomUUID() }),
      ]);
  };
  const { url, asked } = await startService(() => ({ status: 201 }));
  const person = async (name: string, queues: readonly string[]) => {
    const { id, subject } = await makeAccount(ctx, `${name}@shop.example`, { role: "operator", queues });
    const made = makeDevice(`${url}/${name}`);
    await ctx.sql`
      insert into push_subscriptions (person_id, endpoint, p256dh, auth, created_at)
      values (${id}, ${made.endpoint}, ${made.keys.p256dh}, ${made.keys.auth}, ${new Date(start.getTime() - minute)})`;
    const may = grantsOf(ctx.config.access, { way: "account", subject, email: null, name, groups: [] }, [
      { role: "operator", sources: ["*"], queues },
    ]);
    return {
      on: { ...ctx, principal: { kind: "person" as const, subject, name, may } },
      got: () =>
        asked.filter(({ path }) => path === `/${name}`).map(({ body }) => JSON.parse(made.decrypt(body)) as Record<string, unknown>),
    };
  };
  const [ana, boss] = [await person("ana", ["orders.*"]), await person("boss", ["*"])];
  const push = openPush(channel, ctx, new Outbound(serviceRule(["127.0.0.1"])));
  onTestFinished(() => push.close?.());
  await beginDelivering(ctx);
  const evaluate = startEvaluating();
  const { signal } = new AbortController();
  const goTo = async (minutes: number) => {
    now = new Date(start.getTime() + minutes * minute);
    await evaluate(ctx, { gapMs: 0, at: now });
    await ctx.sql`update deliveries set next_at = least(next_at, now())`;
    while (await deliverNext(ctx, { name: "phone", channel: push, holder: "w" }, signal));
  };
  return { ctx, ana, boss, orders, payments, die, goTo };
}

const names = (from: string, n: number) => Array.from({ length: n }, (_, nth) => `${from}${String.fromCharCode(65 + nth)}Error`);

test("an alert that a hidden one tells for stands for itself wherever somebody reads, and for its page", async () => {
  const { ctx, ana, boss, orders, payments, die, goTo } = await open();
  await die(orders, ...names("Order", 3));
  await die(payments, ...names("Pay", 12));
  await goTo(0.1);
  const read = async ({ on }: typeof ana) => {
    const { alerts } = await listAlerts(on, listAlertsInput.parse({}));
    const { answer, counts } = await summarizeAlerts(on);
    const { rules: lines } = await listRules(on);
    const marks = await listMarks(on, { since: new Date(Date.now() - 3_600_000).toISOString() });
    return {
      alerts: alerts.length,
      firing: counts.firing,
      title: answer.title,
      open: (await countPlaces(on)).alerts,
      rule: [lines[0]?.firing, lines[0]?.firedInWeek],
      marks: marks.length,
    };
  };
  const three = { alerts: 3, firing: 3, open: 3, rule: [3, 3], marks: 3 };
  expect(await read(ana)).toEqual({ ...three, title: expect.stringContaining("Three alerts fire") });
  const one = { alerts: 1, firing: 1, open: 1, rule: [1, 1], marks: 1 };
  expect(await read(boss)).toEqual({ ...one, title: expect.stringContaining("One alert fires") });
  const [first] = (await listAlerts(ana.on, listAlertsInput.parse({}))).alerts;
  // No page leads to an alert that is hidden.
  const id = first?.id ?? 0;
  expect([(await getAlert(ana.on, { id })).alert.groupedIn, typeof (await getAlert(boss.on, { id })).alert.groupedIn]).toEqual([
    null,
    "number",
  ]);
  expect(await ctx.sql`select count(*)::int as n from alerts where grouped_in is not null`).toEqual([{ n: 15 }]);
  await ctx.sql`update alerts set inhibited_by = grouped_in`;
  expect([(await getAlert(ana.on, { id })).alert.inhibitedBy, typeof (await getAlert(boss.on, { id })).alert.inhibitedBy]).toEqual([
    null,
    "number",
  ]);
});

test("in a storm whoever may see only some of it is told once how many are theirs, when the first of them fires, and when it is over", async () => {
  const { ctx, ana, boss, orders, payments, die, goTo } = await open();
  await die(payments, ...names("Pay", 14));
  await goTo(0.1);
  expect([ana.got().length, boss.got().length]).toEqual([0, 1]);
  // It changes the number of the storm by little, so that only the queue is new.
  await die(orders, "OrderAError");
  await goTo(0.2);
  expect(ana.got()).toMatchObject([
    { rings: true, acts: [], url: "/alerts", title: expect.stringMatching(/: 1 alert fires where you may see it$/) },
  ]);
  expect(JSON.stringify(ana.got())).not.toContain("ayments");
  expect(boss.got()).toHaveLength(1);
  for (let nth = 0; nth < 8; nth++) {
    await die(orders, ...names(`Order${String.fromCharCode(66 + nth)}`, 2));
    await goTo(0.3 + nth / 50);
  }
  expect(ana.got()).toHaveLength(1);
  await goTo(3);
  await die(orders, "LateError");
  await goTo(3.1);
  expect(ana.got().map(({ rings }) => rings)).toEqual([true, false]);
  expect(ana.got()[1]).toMatchObject({ title: expect.stringContaining("17 alerts fire where you may see it") });
  await ctx.sql`update groups set triage = 'acknowledged'`;
  await goTo(5);
  expect(ana.got().at(-1)).toMatchObject({ rings: false, title: expect.stringContaining("nothing fires where you may see it") });
  expect(boss.got().at(-1)).toMatchObject({ body: expect.stringContaining("Resolved") });
  expect([ana.got().length, boss.got().length]).toEqual([3, 2]);
});

test("what somebody has is no part of what a device is told of", async () => {
  const { ana, orders, payments, die, goTo } = await open();
  await die(orders, "OrderAError");
  await die(payments, ...names("Pay", 14));
  await goTo(0.1);
  const [mine] = (await listAlerts(ana.on, listAlertsInput.parse({}))).alerts;
  await actOnAlert(ana.on, { id: mine?.id ?? 0, act: "acknowledge", reason: "" });
  await die(payments, ...names("PayB", 14));
  await goTo(2);
  expect(ana.got().map(({ rings, title }) => [rings, title])).toEqual([
    [true, expect.stringContaining("1 alert fires")],
    [false, expect.stringContaining("nothing fires")],
  ]);
});

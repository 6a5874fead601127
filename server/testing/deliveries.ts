import { onTestFinished } from "vitest";
import { startEvaluating } from "../alerts/evaluate-alerts.ts";
import { openChannel } from "../alerts/channels.ts";
import { deliverNext } from "../alerts/deliver.ts";
import { deliveryTasks } from "../alerts/delivery-tasks.ts";
import { beginDelivering } from "../alerts/find-due.ts";
import { everywhere, type RuleSpec } from "../alerts/rule.ts";
import type { Config } from "../config/config.ts";
import type { Ctx } from "../context.ts";
import { testContext } from "./context.ts";
import { testDatabase } from "./database.ts";
import { capture, rawMessage, watchQueue } from "./messages.ts";
import { signingSecret, startSlack } from "./slack.ts";
import { startWorker } from "./worker.ts";

/** Fires at the first dead letter of a queue, and is over when nothing is dead. */
export const anyDead: RuleSpec = {
  name: "any-dead",
  kind: "depth",
  params: { count: 1, recover: null },
  per: "queue",
  where: everywhere,
  severity: "error",
  forSeconds: 0,
  keepSeconds: 0,
  tells: null,
  steps: [],
  repeatSeconds: null,
  runbook: null,
  enabled: true,
};

/** Alerts of one queue and a channel of Slack, on a database and a Slack of the test's own. */
export async function openDeliveries(config: Partial<Config> = {}, slackOptions: Parameters<typeof startSlack>[0] = {}) {
  const slack = await startSlack(slackOptions);
  onTestFinished(() => slack.close());
  const database = await testDatabase();
  const channel = {
    kind: "slack",
    name: "oncall",
    token: "xoxb-test",
    channel: "C0ONCALL1",
    signingSecret,
    people: {},
    api: slack.api,
  } as const;
  const ctx = testContext(database, {
    config: { alerts: { defaults: false, rules: [anyDead] }, channels: [channel], outbound: { allow: ["127.0.0.1"] }, ...config },
  });
  const reader = await watchQueue(ctx);
  await ctx.sql`update queues set alive_at = now() + interval '1 day'`;
  await beginDelivering(ctx);
  const evaluate = startEvaluating();
  const start = Date.now();
  const goTo = (minutes: number) => evaluate(ctx, { gapMs: 0, at: new Date(start + minutes * 60_000) });
  const die = (n = 1) =>
    capture(
      ctx,
      reader,
      Array.from({ length: n }, () => rawMessage({ identity: crypto.randomUUID() })),
    );
  const clear = () => ctx.sql`update day_counts set n = 0 where state = 'dead'`;
  const lane = (name = "oncall", holder = "test") => {
    const of = ctx.config.channels.find((one) => one.name === name);
    if (!of) throw new Error(`no channel ${name}`);
    const opened = openChannel(of, ctx);
    onTestFinished(async () => opened.close?.());
    return { name, channel: opened, holder };
  };
  const own = lane();
  const none = new AbortController().signal;
  /** Rests and backoffs are over. */
  const rested = async () => {
    await ctx.sql`update channel_states set rests_until = null, free_at = null`;
    await ctx.sql`update deliveries set next_at = least(next_at, now()), held_until = least(held_until, now() - interval '1 second')`;
  };
  /** Sends what is due, as if time had passed in between. */
  const deliver = async () => {
    await rested();
    return deliverNext(ctx, own, none);
  };
  const states = () =>
    ctx.sql<{ seq: number; state: string; answer: string | null }[]>`select seq, state, answer from deliveries order by channel, seq`;
  /** The tasks of a worker, until the test ends. */
  const work = (id: string) => {
    const stop = new AbortController();
    const done = Promise.all(deliveryTasks.map((task) => task(ctx, { id, signal: stop.signal })));
    const end = async () => {
      stop.abort();
      await done;
    };
    onTestFinished(end);
    return end;
  };
  /** A worker process that sends. `evaluates`: and evaluates; otherwise only this test does. `channels`: as redrive.yaml has them; else Slack. */
  const run = async (crashAt?: string, { evaluates = false, channels }: { evaluates?: boolean; channels?: object } = {}) => {
    await ctx.sql`update alert_turns set evaluated_at = case when ${evaluates} then '-infinity' else 'infinity' end::timestamptz`;
    const { api } = channel;
    const yaml = JSON.stringify({
      environment: "test",
      outbound: { allow: ["127.0.0.1"] },
      alerts: { defaults: false, rules: { [anyDead.name]: { kind: "depth", count: 1, forSeconds: 0, keepSeconds: 0 } } },
      channels: channels ?? { oncall: { kind: "slack", token: channel.token, channel: channel.channel, signingSecret, api } },
    });
    const worker = await startWorker({ yaml, databaseUrl: database.url, ...(crashAt ? { crashAt } : {}) });
    onTestFinished(async () => {
      await worker.kill("SIGKILL");
    });
    return worker;
  };
  return { ctx, slack, reader, goTo, die, clear, lane, deliver, rested, states, work, run };
}

/** Copies of the alert that fires, each to be told. */
export async function copyAlert(ctx: Ctx, n: number): Promise<void> {
  await ctx.sql`
    insert into alerts (rule_id, key, state, severity, since, fired_at, seq, facts, facts_at, places)
    select rule_id, key || n, state, severity, since, fired_at, 1, facts, facts_at, places from alerts cross join generate_series(1, ${n}::int) as n`;
  await ctx.sql`
    insert into alert_transitions (alert_id, seq, kind, at, facts) select id, 1, 'fired', now(), facts from alerts on conflict do nothing`;
  await ctx.sql`
    insert into deliveries (alert_id, seq, channel, next_at, created_at) select id, 1, 'oncall', now(), now() from alerts on conflict do nothing`;
}

import { setTimeout as delay } from "node:timers/promises";
import { connect } from "amqplib";
import { everywhere, type RuleSpec } from "../server/alerts/rule.ts";
import type { Sql } from "../server/db/client.ts";
import { startRabbitMQ } from "../server/testing/rabbitmq.ts";
import { startWorker } from "../server/testing/worker.ts";
import { quietRules } from "./alerts-rules.ts";
import { startBenchDatabase } from "./database.ts";
import { cpuSeconds } from "./process-cpu.ts";
import { startReceiver } from "./receiver.ts";
import { company, seedMessages } from "./seed.ts";
import { percentile, printResult } from "./table.ts";

const [groups, rules, queued, letters, restSeconds] = [10_000, 500, 1_000, 60, 60];
const queueOf = (nth: number) => `hot-${nth}.dlq`;

/** A rule of each queue, so that no alert is told together with others. */
const hotRule = (nth: number): RuleSpec => ({
  name: `hot-${nth}`,
  kind: "depth",
  params: { count: 1, recover: null },
  per: "queue",
  where: { ...everywhere, queues: [`bench/${queueOf(nth)}`] },
  severity: "error",
  forSeconds: 0,
  keepSeconds: 0,
  tells: ["hook"],
  steps: [],
  repeatSeconds: null,
  runbook: null,
  enabled: true,
});

/**
 * How long it takes from the broker's confirm of a dead letter to the webhook that tells of it, by a real worker with 500 rules over 10,000 groups and 1,000
 * notices that wait for a channel that is down; and what of a core the whole worker takes before, at rest.
 */
export async function benchAlertLatency(): Promise<void> {
  const [rabbit, database] = await Promise.all([startRabbitMQ(), startBenchDatabase()]);
  const heard = new Map<string, (at: number) => void>();
  const receiver = await startReceiver(({ type, data }) => type === "alert.fired" && heard.get(data.rule)?.(performance.now()));
  const { webhookUrl, signingSecret } = receiver.channel;
  const yaml = JSON.stringify({
    environment: "bench",
    outbound: { allow: ["127.0.0.1"] },
    alerts: { defaults: false },
    channels: {
      hook: { kind: "webhook", webhookUrl, signingSecret },
      down: { kind: "webhook", webhookUrl: "http://127.0.0.1:1/", signingSecret },
    },
    sources: { bench: { kind: "rabbitmq", url: rabbit.url, management: rabbit.management, queues: ["hot-*.dlq"] } },
  });
  await prepare(database.sql);
  const connection = await connect(rabbit.url);
  const channel = await connection.createConfirmChannel();
  for (let nth = 0; nth < letters; nth++) await channel.assertQueue(queueOf(nth), { durable: true });
  const worker = await startWorker({ yaml, databaseUrl: database.url });
  try {
    await untilRead(database.sql);
    await delay(20_000);
    const before = await cpuSeconds(worker.pid);
    await delay(restSeconds * 1_000);
    const share = ((await cpuSeconds(worker.pid)) - before) / restSeconds;
    const tooks: number[] = [];
    const sent = new Map<string, Date>();
    for (let nth = 0; nth < letters; nth++) {
      const told = new Promise<number>((resolve) => heard.set(`hot-${nth}`, resolve));
      channel.sendToQueue(queueOf(nth), Buffer.from(`{"eventId":"evt-${nth}","eventType":"Hot"}`), { persistent: true });
      await channel.waitForConfirms();
      const begun = performance.now();
      sent.set(`hot-${nth}`, new Date());
      tooks.push((await told) - begun);
      // At no fixed point of the worker's clock.
      await delay(500 + Math.random() * 3_000);
    }
    const [turn] = await database.sql<{ took: number }[]>`select took_ms as took from alert_turns`;
    const until = await database.sql<{ name: string; stored: Date; judged: Date }[]>`
      select r.name, m.captured_at as stored, t.at as judged from alerts a join alert_rules r on r.id = a.rule_id
        join messages m on m.queue_id = a.queue_id join alert_transitions t on t.alert_id = a.id and t.seq = 1 where r.name like 'hot-%'`;
    const median = (of: (one: (typeof until)[number]) => number) => Math.round(percentile(until.map(of), 0.5));
    const since = (name: string) => sent.get(name)?.getTime() ?? Number.NaN;
    printResult("from the broker to the channel", [
      {
        "p50 ms": Math.round(percentile(tooks, 0.5)),
        p95: Math.round(percentile(tooks, 0.95)),
        most: Math.round(Math.max(...tooks)),
        "stored after": median(({ name, stored }) => stored.getTime() - since(name)),
        "and judged after": median(({ stored, judged }) => judged.getTime() - stored.getTime()),
        "a turn ms": turn?.took ?? 0,
        "worker at rest, % of a core": Number((100 * share).toFixed(1)),
      },
    ]);
  } finally {
    await connection.close();
    await worker.kill("SIGTERM");
    receiver.stop();
    await Promise.all([rabbit.stop(), database.stop()]);
  }
}

async function prepare(sql: Sql): Promise<void> {
  await seedMessages(sql, 100_000, { ...company, groups });
  await sql`update queues set alive_at = now() + interval '1 day'`;
  await sql`update groups set assignee = 'somebody', triage = 'open'`;
  const specs = [...quietRules(rules - letters), ...Array.from({ length: letters }, (_, nth) => hotRule(nth))];
  await sql`
    insert into alert_rules (origin, name, spec, changed_at)
    select 'page', spec ->> 'name', spec, now() from jsonb_array_elements(${JSON.stringify(specs)}::text::jsonb) as spec`;
  await sql`
    insert into alerts (rule_id, key, state, severity, since, fired_at, resolved_at, ended, seq, facts, facts_at, places)
    select (select min(id) from alert_rules), 'queue:' || n, 'resolved', 'error', now(), now(), now() - interval '2 hours', 'cleared', 1, '{}', now(), '[]'
    from generate_series(1, ${queued}::int) n`;
  await sql`insert into alert_transitions (alert_id, seq, kind, at, facts) select id, 1, 'fired', now(), '{}' from alerts`;
  await sql`insert into deliveries (alert_id, seq, channel, next_at, created_at) select id, 1, 'down', now(), now() from alerts`;
  await sql`analyze`;
}

async function untilRead(sql: Sql): Promise<void> {
  for (const end = Date.now() + 120_000; Date.now() < end; await delay(200)) {
    const [row] = await sql<[{ n: number }]>`select count(*)::int as n from queues where source = 'bench' and state = 'running'`;
    if (row.n === letters) return;
  }
  throw new Error("The worker does not read its queues.");
}

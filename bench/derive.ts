import { setTimeout as delay } from "node:timers/promises";
import type { Ctx } from "../server/context.ts";
import { getMessage } from "../server/messages/get.ts";
import { listMessages } from "../server/messages/list.ts";
import { listMessagesInput } from "../server/messages/read-input.ts";
import { testContext } from "../server/testing/context.ts";
import { startWorker } from "../server/testing/worker.ts";
import { startBenchDatabase } from "./database.ts";
import { seedMessages } from "./seed.ts";
import { percentile, printResult } from "./table.ts";

const stored = 1_000_000;
const samples = 400;
/** A person looks at a page; the reads alone do not fill a core. */
const everyMs = 50;
/** Nothing listens there: the worker has nothing else to do. */
const yaml = `
sources:
  rabbit:
    kind: rabbitmq
    url: amqp://127.0.0.1:1
    queues: ["*.dlq"]
`;

/**
 * What pages read at a million stored messages, alone and while a worker derives them again; p50, p95 and the slowest in milliseconds. First every
 * message changes its group, which no shop's rules would do, then nothing but the number of the rules changes.
 */
export async function benchDerive(): Promise<void> {
  const database = await startBenchDatabase();
  try {
    await seedMessages(database.sql, stored);
    const ctx = testContext(database);
    const lines = [await measure(ctx, "nothing else")];
    for (const what of ["every message changes its group", "nothing changes"]) {
      await database.sql`update derivations set number = number + 1, derived_to = 0, goal = ${stored}`;
      const worker = await startWorker({ yaml, databaseUrl: database.url });
      while ((await derivedTo(ctx)) === 0) await delay(20);
      lines.push(await measure(ctx, what));
      await worker.kill("SIGTERM");
    }
    printResult("derive", lines);
  } finally {
    await database.stop();
  }
}

async function measure(ctx: Ctx, meanwhile: string) {
  const input = listMessagesInput.parse({});
  const reads = { list: () => listMessages(ctx, input), message: () => getMessage(ctx, { id: stored - 10 }) };
  const times: Record<keyof typeof reads, number[]> = { list: [], message: [] };
  const [from, begun] = [performance.now(), await derivedTo(ctx)];
  for (let nth = -10; nth < samples; nth++) {
    for (const name of ["list", "message"] as const) {
      const start = performance.now();
      await reads[name]();
      if (nth >= 0) times[name].push(performance.now() - start);
    }
    await delay(everyMs);
  }
  const perSecond = ((await derivedTo(ctx)) - begun) / ((performance.now() - from) / 1_000);
  const at = (list: readonly number[], share: number) => Number(percentile(list, share).toFixed(1));
  return {
    meanwhile,
    "derived a second": Math.round(perSecond),
    "newest 50, p50 ms": at(times.list, 0.5),
    p95: at(times.list, 0.95),
    slowest: at(times.list, 1),
    "one message, p50 ms": at(times.message, 0.5),
    "one message, p95": at(times.message, 0.95),
  };
}

async function derivedTo({ sql }: Ctx): Promise<number> {
  const [row] = await sql<[{ to: number }]>`select coalesce(min(derived_to), 0) as to from derivations`;
  return row.to;
}

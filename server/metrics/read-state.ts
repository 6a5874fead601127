import { setTimeout as delay } from "node:timers/promises";
import { Gauge as PromGauge, Registry } from "prom-client";
import type { Ctx } from "../context.ts";
import { families } from "./families.ts";
import type { Family, Gauge, Sample } from "./family.ts";

/** Prometheus waits for 10 s by default; a database that takes longer than this does not answer. */
const answerMs = 5_000;

const up: Gauge = {
  name: "redrive_database_up",
  help: "1: the database answered within 5 s. 0: it did not, so what it holds is left out.",
  labels: [],
};
const took: Gauge = {
  name: "redrive_database_answer_seconds",
  help: "How long an empty statement took, with the wait for a connection of the pool.",
  labels: [],
};
const failed: Gauge = {
  name: "redrive_metrics_family_failed",
  help: "1: this family could not be read, so its series are absent.",
  labels: ["family"],
};

/** The gauges of every family, and what is said of reading them. */
export const stateGauges: readonly Gauge[] = [up, took, failed, ...families.flatMap(({ gauges }) => gauges)];

/** How the database answers, in the words of Prometheus. Never rejects: without an answer that is what it says. */
export async function readDatabase(open: () => Promise<Pick<Ctx, "sql">>): Promise<string> {
  return textOf(await probe(open));
}

/**
 * What the database holds, in the words of Prometheus, and how it answered. Never rejects: a family that cannot be read is absent, since 0 would be a lie, and
 * is named in `redrive_metrics_family_failed`.
 */
export async function readState(open: () => Promise<Pick<Ctx, "sql" | "clock" | "log">>): Promise<string> {
  const [answered, ...read] = await Promise.all([probe(open), ...families.map((family) => readFamily(family, open))]);
  return textOf([...answered, ...read.flat()]);
}

async function probe(open: () => Promise<Pick<Ctx, "sql">>): Promise<readonly Sample[]> {
  const startedAt = performance.now();
  const isUp = await inTime(async () => (await open()).sql`select 1`).then(
    () => true,
    () => false,
  );
  return [
    { of: up, labels: {}, value: Number(isUp) },
    { of: took, labels: {}, value: isUp ? (performance.now() - startedAt) / 1_000 : null },
  ];
}

async function readFamily(family: Family, open: () => Promise<Pick<Ctx, "sql" | "clock" | "log">>): Promise<readonly Sample[]> {
  const labels = { family: family.name };
  try {
    return [...(await inTime(() => readOnce(family, open))), { of: failed, labels, value: 0 }];
  } catch {
    return [{ of: failed, labels, value: 1 }];
  }
}

/** Readings that are under way: the next scrape joins them, so that a slow database is not asked once more each time. */
const underWay = new Map<string, Promise<readonly Sample[]>>();

function readOnce(family: Family, open: Parameters<typeof readFamily>[1]): Promise<readonly Sample[]> {
  const begun =
    underWay.get(family.name) ??
    open()
      .then((ctx) => family.read(ctx))
      .finally(() => underWay.delete(family.name));
  underWay.set(family.name, begun);
  return begun;
}

async function inTime<T>(work: () => Promise<T>): Promise<T> {
  const late = delay(answerMs, null, { ref: false }).then(() => {
    throw new Error(`The database did not answer within ${answerMs} ms.`);
  });
  return Promise.race([work(), late]);
}

/** A registry of its own for each reading: series of what is gone are gone. The library escapes what stands in labels. */
async function textOf(samples: readonly Sample[]): Promise<string> {
  const registry = new Registry();
  const made = new Map<Gauge, PromGauge>();
  for (const { of, labels, value } of samples) {
    if (value === null) continue;
    const gauge = made.get(of) ?? new PromGauge({ name: of.name, help: of.help, labelNames: [...of.labels], registers: [registry] });
    made.set(of, gauge);
    gauge.set(labels, value);
  }
  return registry.metrics();
}

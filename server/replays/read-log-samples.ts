import type { Ctx } from "../context.ts";
import { textArray } from "../db/arrays.ts";
import { readOriginRecord } from "../failures/origin-record.ts";
import { readHeads } from "../payloads/read.ts";
import { chosenMessages } from "../selections/chosen.ts";
import type { PlanInput } from "./input.ts";
import { judgeMessage } from "./judge.ts";
import type { LogSample } from "./log-sample.ts";
import { targetOf } from "./send/outgoing.ts";
import { routeItem } from "./send/publish.ts";

/** From either end of the selection: what has changed since the first died shows there. */
const mostEach = 200;
/** Topics, and consumer groups of topics, that brokers are asked about. */
const mostAsked = 20;

export interface SourceSample extends LogSample {
  readonly source: string;
  /** The topic that `group` failed in. */
  readonly failedAt: string | null;
}

/** The newest and the oldest of a selection's messages that come from the logs named and would be sent. What a broker does not tell is null. */
export async function readLogSamples(ctx: Ctx, input: PlanInput, sources: readonly string[]): Promise<readonly SourceSample[]> {
  const chosen = await chooseSamples(ctx, input, sources);
  const heads = new Map((await readHeads(ctx, [...chosen.keys()])).map((stored) => [stored.id, stored]));
  const found = [...chosen].flatMap(([id, eventKey]) => {
    const row = heads.get(id);
    if (!row) return [];
    const route = routeItem(ctx, row);
    const to = targetOf(input.target.to === "failed_queue" ? { to: "failed_queue" } : input.target, route);
    const { key, address } = route.head;
    const record = readOriginRecord(route.head);
    return {
      source: row.source,
      name: eventKey ?? address["key"] ?? null,
      key,
      topic: typeof to === "object" && "queue" in to ? to.queue : null,
      record,
      failedAt: record?.topic ?? route.origin?.queue ?? null,
      group: route.origin?.handler ?? null,
    };
  });
  const topics = await askEach(
    found.flatMap(({ source, topic }) => (topic === null ? [] : [[source, topic] as const])),
    ([source, topic]) => ctx.brokers.get(source).log?.partitions(topic),
  );
  const groups = await askEach(
    found.flatMap(({ source, record, group }) => (record === null || group === null ? [] : [[source, record.topic, group] as const])),
    ([source, topic, group]) => ctx.brokers.get(source).log?.committed(topic, group),
  );
  return found.map((sample) => {
    const { source, topic, record, group } = sample;
    const reached = record && group !== null ? groups.get(idOf([source, record.topic, group]))?.get(record.partition) : null;
    return { ...sample, partitions: (topic !== null && topics.get(idOf([source, topic]))) || null, reached: reached ?? null };
  });
}

/** Their event keys by message id, the oldest death first. */
async function chooseSamples(
  ctx: Ctx,
  { selection, target }: PlanInput,
  sources: readonly string[],
): Promise<ReadonlyMap<number, string | null>> {
  const { sql } = ctx;
  const chosen = sql`select m.* from messages m where m.state = 'dead' and ${chosenMessages(ctx, selection)}`;
  const rows = await sql<{ id: number; eventKey: string | null }[]>`
    select m.id, m.event_key as "eventKey"
    from (
      (${chosen} order by m.died_at desc, m.id desc limit ${mostEach}) union (${chosen} order by m.died_at, m.id limit ${mostEach})
    ) m
    join groups g on g.id = m.group_id join queues q on q.id = m.queue_id
    where q.source = any(${textArray(sources)}::text[]) and ${judgeMessage(ctx, target)} is null
    order by m.died_at, m.id`;
  return new Map(rows.map(({ id, eventKey }) => [id, eventKey]));
}

/** Asks once for each different thing, and for so many at most; what fails has no answer. */
async function askEach<Of extends readonly string[], Answer>(
  all: readonly Of[],
  ask: (of: Of) => Promise<Answer> | undefined,
): Promise<ReadonlyMap<string, Answer>> {
  const different = [...new Map(all.map((of) => [idOf(of), of])).entries()].slice(0, mostAsked);
  const answers = await Promise.all(different.map(async ([id, of]) => [id, (await ask(of)?.catch(() => null)) ?? null] as const));
  return new Map(answers.flatMap(([id, answer]) => (answer === null ? [] : [[id, answer]])));
}

function idOf(parts: readonly string[]): string {
  return JSON.stringify(parts);
}

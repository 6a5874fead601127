import type { Ctx } from "../context.ts";
import { textArray } from "../db/arrays.ts";
import { readOriginRecord } from "../failures/origin-record.ts";
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

interface Row {
  readonly source: string;
  readonly queue: string;
  readonly eventKey: string | null;
  readonly capturedAt: Date;
  readonly head: Buffer;
  /** Empty instead of the bytes; null: it has none. */
  readonly body: Buffer | null;
}

/** The newest and the oldest of a selection's messages that come from the logs named and would be sent. What a broker does not tell is null. */
export async function readLogSamples(ctx: Ctx, input: PlanInput, sources: readonly string[]): Promise<readonly SourceSample[]> {
  const found = (await readRows(ctx, input, sources)).map((row) => {
    const route = routeItem(ctx, { ...row, kind: null });
    const to = targetOf(input.target.to === "failed_queue" ? { to: "failed_queue" } : input.target, route);
    const { key, address } = route.head;
    const record = readOriginRecord(route.head);
    return {
      source: row.source,
      name: row.eventKey ?? address["key"] ?? null,
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

function readRows(ctx: Ctx, { selection, target }: PlanInput, sources: readonly string[]): Promise<readonly Row[]> {
  const { sql } = ctx;
  const chosen = sql`select m.* from messages m where m.state = 'dead' and ${chosenMessages(ctx, selection)}`;
  return sql<Row[]>`
    select q.source, q.name as queue, m.event_key as "eventKey", m.captured_at as "capturedAt", b.head,
      case when b.body is not null then ''::bytea end as body
    from (
      (${chosen} order by m.died_at desc, m.id desc limit ${mostEach}) union (${chosen} order by m.died_at, m.id limit ${mostEach})
    ) m
    join groups g on g.id = m.group_id join queues q on q.id = m.queue_id join bodies b on b.message_id = m.id and b.version = m.version
    where q.source = any(${textArray(sources)}::text[]) and ${judgeMessage(ctx, target)} is null
    order by m.died_at, m.id`;
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

import type { LogCodec, LogPart } from "../sources/log.ts";
import type { BrokerLog } from "../sources/port.ts";
import { textArray } from "../db/arrays.ts";
import type { Sql, Transaction } from "../db/client.ts";
import type { SettledPrefix, Stop } from "./purge-plan.ts";

/** Records that one statement walks over. */
const atOnce = 20_000;
/** Holes of one part that are looked into for one purge: each is a question to the broker. */
const mostHoles = 1_000;

interface Queue {
  readonly id: number;
  readonly name: string;
  readonly log: BrokerLog;
  readonly positions: LogCodec;
}

/**
 * How far each part is read and settled, from the first record that it still holds: what it costs is in what could be removed, however much was
 * ever captured. A position that no record is noted at is looked up in the log: a record that is there was never stored here, whatever the consumer
 * group says.
 */
export async function findSettledPrefixes(
  sql: Sql | Transaction,
  queue: Queue,
  parts: readonly LogPart[],
): Promise<readonly SettledPrefix[]> {
  const failed = await readFailed(sql, queue.id, parts);
  const prefixes: SettledPrefix[] = [];
  for (const part of parts) prefixes.push(await walkPart(sql, queue, part, failed.get(part.part) ?? null));
  return prefixes;
}

async function walkPart(sql: Sql | Transaction, queue: Queue, part: LogPart, failed: string | null): Promise<SettledPrefix> {
  const { next, end } = part;
  const bound = failed !== null && failed < next ? failed : next;
  const walk = new Walk(queue, part);
  while (walk.at < bound) {
    const { noted, full, held } = await readStep(sql, queue.id, { part: part.part, from: walk.at, before: bound });
    // A log that was recreated has several rows at a position: those of the last one may be cut, so the next step begins there.
    for (const record of full ? noted.slice(0, noted.indexOf(noted.at(-1) ?? "")) : noted) {
      const ended = await walk.passRecord(record, held);
      if (ended) return ended;
    }
    const ended = full ? null : await walk.passHole(bound);
    if (ended) return ended;
  }
  if (failed !== null && failed < next) return walk.endsAt(bound, { why: "failed_import", at: failed });
  return walk.endsAt(bound, next < end ? { why: "unread", at: next } : null);
}

/** How far a part is walked. What it passes is settled; where it cannot pass, the prefix ends. */
class Walk {
  /** The first position that is not passed. */
  at: string;
  readonly #queue: Queue;
  readonly #part: string;
  #last: string | null = null;
  #records = 0;
  #holes = 0;

  constructor(queue: Queue, { part, first }: LogPart) {
    this.#queue = queue;
    this.#part = part;
    this.at = first;
  }

  endsAt(before: string, stop: Stop | null): SettledPrefix {
    return { part: this.#part, before, last: this.#last, records: this.#records, stop };
  }

  /** null: passed, with the hole before it. A position that was passed already changes nothing. */
  async passRecord(record: string, held: Held | null): Promise<SettledPrefix | null> {
    if (record < this.at) return null;
    const ended = await this.passHole(record);
    if (ended) return ended;
    if (held?.at === record) return this.endsAt(record, held);
    this.#last = record;
    this.at = this.#queue.positions.after(record);
    this.#records++;
    return null;
  }

  /** null: no record lies before `to`. */
  async passHole(to: string): Promise<SettledPrefix | null> {
    if (this.at >= to) return null;
    if (this.#holes++ === mostHoles) return this.endsAt(this.at, { why: "many_holes", at: this.at });
    const record = await this.#queue.log.nextRecord(this.#queue.name, { part: this.#part, at: this.at });
    if (record !== null && record < to) return this.endsAt(record, { why: "not_here", at: record });
    this.at = to;
    return null;
  }
}

type Held = Extract<Stop, { readonly messageId: number }>;

interface Step {
  /** Where records are noted, in their order. */
  readonly noted: readonly string[];
  /** There are more. */
  readonly full: boolean;
  /** The first that somebody still has to decide on; what retention has deleted here was settled. */
  readonly held: Held | null;
}

async function readStep(
  sql: Sql | Transaction,
  queueId: number,
  { part, from, before }: { readonly part: string; readonly from: string; readonly before: string },
): Promise<Step> {
  const [step] = await sql<[Step]>`
    select coalesce(array_agg(at order by at), '{}') as noted, count(*) = ${atOnce} as full,
      (array_agg(json_build_object('why', state, 'at', at, 'messageId', id) order by at) filter (where id is not null))[1] as held
    from (
      select r.at, m.id, m.state from (
        select at, message_id from log_records
        where queue_id = ${queueId} and part = ${part} and at >= ${from} and at < ${before}
        order by at limit ${atOnce}
      ) r left join messages m on m.id = r.message_id and m.state in ('dead', 'replaying', 'unknown')
    ) walked`;
  return step;
}

/** The first failed import of each part that waits for somebody. */
async function readFailed(sql: Sql | Transaction, queueId: number, parts: readonly LogPart[]): Promise<ReadonlyMap<string, string>> {
  const rows = await sql<{ part: string; at: string }[]>`
    select part, min(at) as at from (
      select split_part(identity, '/', 1) collate "C" as part, split_part(identity, '/', 2) collate "C" as at from failed_imports
      where queue_id = ${queueId} and message_id is null and identity like '%/%/%'
    ) failed join unnest(${textArray(parts.map(({ part }) => part))}::text[], ${textArray(parts.map(({ first }) => first))}::text[])
      as log(part, first) using (part)
    where at >= first group by part`;
  return new Map(rows.map(({ part, at }) => [part, at]));
}

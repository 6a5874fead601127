import type { Candidate } from "../checks/candidate.ts";
import { candidateColumns, candidateOf, type CandidateRow, isFailingNow } from "../checks/candidate-row.ts";
import { visibleQueues } from "../access/visible.ts";
import type { Ctx } from "../context.ts";
import { readParts, type Stored } from "../payloads/read.ts";
import { readerOf } from "../payloads/reader.ts";
import { newBreath } from "../process/breath.ts";
import { chosenMessages } from "../selections/chosen.ts";
import type { PlanInput } from "./input.ts";
import { placeOf, wayOf } from "./send/way.ts";

/** From either end of the selection: what has changed since the first came shows there. */
const mostEach = 200;
/** Of bodies: what lies behind the first so many bytes is not sampled; one message may be larger. */
const mostBytes = 8 * 1024 * 1024;
/** Some between the oldest and the newest are compared with their originals: each is a read of its own at the broker. */
const mostCompared = 5;

interface Row extends CandidateRow {
  readonly id: number;
  readonly eventKey: string | null;
  readonly eventId: string | null;
  readonly diedAt: Date | null;
  readonly groupId: number;
  readonly isFailing: boolean;
}

/** The newest and the oldest of a selection's dead messages, as candidates with all that their bytes say. What cannot be read is left out. */
export async function readSamples(ctx: Ctx, input: PlanInput): Promise<readonly Candidate[]> {
  const rows = new Map((await readRows(ctx, input)).map((row) => [row.id, row]));
  const byId = new Map<number, Candidate>();
  const breath = newBreath();
  for await (const part of readParts(ctx, [...rows.keys()])) {
    for (const stored of part) {
      await breath();
      const row = rows.get(stored.id);
      const candidate = row && sampleOf(ctx, input, row, stored);
      if (candidate) byId.set(stored.id, candidate);
    }
  }
  return compareFew([...rows.keys()].flatMap((id) => byId.get(id) ?? []));
}

function sampleOf(ctx: Ctx, { target }: PlanInput, row: Row, stored: Stored): Candidate | null {
  if (readerOf(ctx, stored) === null) return null;
  const { id, eventKey, eventId, diedAt, groupId, isFailing } = row;
  const found = wayOf(ctx, stored, target);
  const place = found.codec.log ? placeOf(found, eventKey, stored) : null;
  const message = { id, eventKey, eventId, producedAt: found.producedAt, diedAt, item: null, way: found.way, place };
  return candidateOf(
    ctx,
    row,
    { target, ordered: false },
    { n: 1, message, facts: found.routed.facts, failing: isFailing ? [groupId] : [] },
  );
}

/** Only a few of those that would be sent and name their record keep a body. */
function compareFew(samples: readonly Candidate[]): readonly Candidate[] {
  const comparable = samples.filter(({ message }) => message?.place?.record && message.way?.destination);
  const step = Math.max(1, comparable.length / mostCompared);
  const few = new Set(Array.from({ length: Math.min(mostCompared, comparable.length) }, (_, nth) => comparable[Math.floor(nth * step)]));
  return samples.map((one) => {
    const { message } = one;
    return message?.place && !few.has(one) ? { ...one, message: { ...message, place: { ...message.place, compared: null } } } : one;
  });
}

async function readRows(ctx: Ctx, { selection }: PlanInput): Promise<readonly Row[]> {
  const { sql } = ctx;
  const visible = await visibleQueues(ctx, "message.view");
  const chosen = sql`select m.* from messages m where m.state = 'dead' and ${chosenMessages(ctx, selection, visible)}`;
  return sql<Row[]>`
    select m.id, m.event_key as "eventKey", m.event_id as "eventId", case when m.death_known then m.sort_at end as "diedAt", g.id as "groupId", ${isFailingNow(sql, ctx.clock())} as "isFailing", ${candidateColumns(sql)}
    from (
      select *, sum(size::bigint) over (order by sort_at desc, id desc) - size as before from (
        (${chosen} order by m.sort_at desc, m.id desc limit ${mostEach}) union (${chosen} order by m.sort_at, m.id limit ${mostEach})
      ) ends
    ) m
    join groups g on g.id = m.group_id join queues q on q.id = m.queue_id
    where m.before < ${mostBytes}
    order by m.sort_at, m.id`;
}

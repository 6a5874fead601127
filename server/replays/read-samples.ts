import type { Candidate, LogPlace } from "../checks/candidate.ts";
import { candidateColumns, candidateOf, type CandidateRow } from "../checks/candidate-row.ts";
import type { Ctx } from "../context.ts";
import type { ReplayTarget } from "../db/schema/replays.ts";
import { readOriginRecord } from "../failures/origin-record.ts";
import { readHeads, type Stored } from "../payloads/read.ts";
import { chosenMessages } from "../selections/chosen.ts";
import type { PlanInput } from "./input.ts";
import { targetOf } from "./send/outgoing.ts";
import { routeItem } from "./send/publish.ts";

/** From either end of the selection: what has changed since the first came shows there. */
const mostEach = 200;

interface Row extends CandidateRow {
  readonly id: number;
  readonly eventKey: string | null;
  readonly diedAt: Date | null;
}

/** The newest and the oldest of a selection's dead messages, as candidates. */
export async function readSamples(ctx: Ctx, input: PlanInput): Promise<readonly Candidate[]> {
  const { target } = input;
  const candidates = (await readRows(ctx, input)).map(({ id, eventKey, diedAt, ...row }) =>
    candidateOf(ctx, row, { target, ordered: false }, { n: 1, message: { id, eventKey, diedAt, item: null, place: null } }),
  );
  const logged = candidates.flatMap(({ log, message }) => (log && message ? [message.id] : []));
  const heads = new Map((await readHeads(ctx, logged)).map((stored) => [stored.id, stored]));
  return candidates.map((candidate) => {
    const { message } = candidate;
    const stored = message && heads.get(message.id);
    return stored ? { ...candidate, message: { ...message, place: placeOf(ctx, target, message.eventKey, stored) } } : candidate;
  });
}

function placeOf(ctx: Ctx, target: ReplayTarget, eventKey: string | null, stored: Stored): LogPlace {
  const route = routeItem(ctx, stored);
  const to = targetOf(target.to === "failed_queue" ? { to: "failed_queue" } : target, route);
  const { key, address } = route.head;
  const record = readOriginRecord(route.head);
  return {
    name: eventKey ?? address["key"] ?? null,
    key,
    topic: typeof to === "object" && "queue" in to ? to.queue : null,
    record,
    failedAt: record?.topic ?? route.origin?.queue ?? null,
    group: route.origin?.handler ?? null,
  };
}

function readRows(ctx: Ctx, { selection }: PlanInput): Promise<readonly Row[]> {
  const { sql } = ctx;
  const chosen = sql`select m.* from messages m where m.state = 'dead' and ${chosenMessages(ctx, selection)}`;
  return sql<Row[]>`
    select m.id, m.event_key as "eventKey", case when m.death_known then m.sort_at end as "diedAt", ${candidateColumns(sql)}
    from (
      (${chosen} order by m.sort_at desc, m.id desc limit ${mostEach}) union (${chosen} order by m.sort_at, m.id limit ${mostEach})
    ) m
    join groups g on g.id = m.group_id join queues q on q.id = m.queue_id
    order by m.sort_at, m.id`;
}

import type { Fragment } from "postgres";
import type { BrokerKind } from "../../sources/port.ts";
import type { Ctx } from "../../context.ts";
import { candidateColumns, type CandidateRow } from "../../checks/candidate-row.ts";
import { numberArray } from "../../db/arrays.ts";
import type { ReplayTarget } from "../../db/schema/replays.ts";

/** What is the same for the items of a replay that come from one queue. */
interface Way {
  readonly replayId: number;
  readonly queueId: number;
  readonly target: ReplayTarget;
  /** The operation of the replay's start. */
  readonly operation: number | null;
  readonly kind: BrokerKind | null;
}

interface ItemRow extends CandidateRow {
  readonly id: number;
  readonly messageId: number;
  readonly replayId: number;
  readonly queueId: number;
  readonly version: number;
  readonly head: Buffer;
  readonly body: Buffer | null;
  readonly lineageId: number;
  readonly capturedAt: Date;
  readonly diedAt: Date | null;
  readonly eventKey: string | null;
  readonly eventId: string | null;
  /** When the intent of its last attempt was committed. */
  readonly intentAt: Date | null;
  /** Who may have sent it, of an unknown item. */
  readonly sender: string | null;
  /** How often its message was released before. */
  readonly releases: number;
}

/** One item with all that judging and publishing it needs. */
export interface OutboundItem extends ItemRow, Way {}

/**
 * What is needed to send the `replay_items i` that are `wanted`, in the order of their ids. `mostBytes`: no more of them than hold so many bytes, but always the first;
 * left out: the caller has seen to that.
 */
export async function readOutbound({ sql }: Ctx, wanted: Fragment, mostBytes?: number): Promise<readonly OutboundItem[]> {
  const within =
    mostBytes === undefined
      ? sql``
      : sql`and i.id in (select id from (
          select i.id, sum(m.size) over (order by i.id) - m.size as before from replay_items i join messages m on m.id = i.message_id where ${wanted}
        ) sized where before < ${mostBytes})`;
  const rows = await sql<ItemRow[]>`
    select i.id, i.message_id as "messageId", i.replay_id as "replayId", m.queue_id as "queueId", i.version, b.head, b.body,
      coalesce(m.lineage_id, m.id) as "lineageId", m.captured_at as "capturedAt", case when m.death_known then m.sort_at end as "diedAt",
      m.event_key as "eventKey", m.event_id as "eventId", i.intent_at as "intentAt", i.sender,
      (select count(*) from message_history h where h.message_id = m.id and (h.kind = 'released' or h.kind = 'decided' and h.data->>'to' = 'released'))::int as releases,
      ${candidateColumns(sql)}
    from replay_items i join messages m on m.id = i.message_id join bodies b on b.message_id = i.message_id and b.version = i.version
    join groups g on g.id = m.group_id join queues q on q.id = m.queue_id
    where ${wanted} ${within} order by i.id`;
  const ways = await sql<Way[]>`
    select r.id as "replayId", q.id as "queueId", r.target, r.operation_id as operation, s.kind
    from replays r cross join queues q left join sources s on s.name = q.source
    where r.id = any(${distinct(rows.map(({ replayId }) => replayId))}::bigint[]) and q.id = any(${distinct(rows.map(({ queueId }) => queueId))}::bigint[])`;
  const byOwner = new Map(ways.map((way) => [`${way.replayId} ${way.queueId}`, way]));
  return rows.flatMap((row) => {
    const way = byOwner.get(`${row.replayId} ${row.queueId}`);
    return way ? [{ ...row, ...way }] : [];
  });
}

const distinct = (ids: readonly number[]) => numberArray([...new Set(ids)]);

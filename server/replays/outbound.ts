import type { Fragment } from "postgres";
import type { BrokerKind } from "../brokers/broker.ts";
import type { Ctx } from "../context.ts";
import type { ReplayTarget } from "../db/schema/replays.ts";

/** One item with all that its publish needs. */
export interface OutboundItem {
  readonly id: number;
  readonly messageId: number;
  readonly replayId: number;
  readonly target: ReplayTarget;
  readonly source: string;
  readonly queue: string;
  readonly kind: BrokerKind | null;
  readonly head: Buffer;
  readonly body: Buffer | null;
  readonly lineageId: number;
  readonly replayCount: number;
  readonly capturedAt: Date;
  readonly eventKey: string | null;
}

/** What is needed to send the `replay_items i` that are `wanted`, in the order of their ids. */
export function readOutbound({ sql }: Ctx, wanted: Fragment): Promise<readonly OutboundItem[]> {
  return sql<OutboundItem[]>`
    select i.id, i.message_id as "messageId", i.replay_id as "replayId", r.target, q.source, q.name as queue, s.kind, b.head, b.body,
      coalesce(m.lineage_id, m.id) as "lineageId", m.replay_count as "replayCount", m.captured_at as "capturedAt",
      m.event_key as "eventKey"
    from replay_items i join replays r on r.id = i.replay_id join messages m on m.id = i.message_id join queues q on q.id = m.queue_id
    join bodies b on b.message_id = i.message_id and b.version = i.version left join sources s on s.name = q.source
    where ${wanted} order by i.id`;
}

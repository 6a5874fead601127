import { seenIn, visibleQueues } from "../access/visible.ts";
import { findTwice } from "../applications/processed/find-twice.ts";
import { momentOf } from "../text/moment.ts";
import { seenApplications } from "../applications/seen.ts";
import type { Ctx } from "../context.ts";

/** Messages that are looked at for ids with several bodies: the newest. */
export const newestMessages = 5_000;
const most = 50;

/** Events that were processed twice, and ids that different events carry. */
export interface Duplicates {
  readonly applications: readonly {
    readonly application: string;
    /** Why it cannot be asked; null: it was. */
    readonly reason: string | null;
    readonly tables: readonly {
      readonly table: string;
      readonly reason: string | null;
      readonly events: readonly {
        readonly eventId: string;
        readonly consumer: string | null;
        readonly times: number;
        readonly at: Date | null;
        readonly lastAt: Date | null;
      }[];
    }[];
  }[];
  readonly reused: readonly Reused[];
}

/** Messages of one queue with one event id and different bodies. A comeback is the same event, so it does not count. */
interface Reused {
  readonly eventId: string;
  readonly source: string;
  readonly queue: string;
  readonly bodies: number;
  /** The newest message of it. */
  readonly messageId: number;
}

export async function readDuplicates(ctx: Ctx): Promise<Duplicates> {
  const visible = await visibleQueues(ctx, "message.view");
  const seen = await seenApplications(ctx, "message.view");
  const [applications, reused] = await Promise.all([
    Promise.all(
      seen.map(async ({ application }) => {
        const { tables, reason } = await findTwice(application);
        const dated = tables.map(({ events, ...table }) => ({
          ...table,
          events: events.map((event) => ({ ...event, at: momentOf(event.at), lastAt: momentOf(event.lastAt) })),
        }));
        return { application: application.spec.name, reason, tables: dated };
      }),
    ),
    ctx.sql<Reused[]>`
      with newest as (
        select m.id, m.queue_id, m.event_id, coalesce(m.lineage_id, m.id) as lineage from messages m
        where m.event_id is not null ${seenIn(ctx.sql, visible, ctx.sql`m.queue_id`)} order by m.id desc limit ${newestMessages}
      ), again as (
        select queue_id, event_id from newest group by 1, 2 having count(distinct lineage) > 1 order by max(id) desc limit ${10 * most}
      )
      select n.event_id as "eventId", q.source, q.name as queue, count(distinct sha256(coalesce(b.body, ''))) as bodies, max(n.id) as "messageId"
      from again a join newest n on n.queue_id = a.queue_id and n.event_id = a.event_id join queues q on q.id = n.queue_id
      join bodies b on b.message_id = n.id and b.version = 1
      group by 1, 2, 3 having count(distinct sha256(coalesce(b.body, ''))) > 1 order by max(n.id) desc limit ${most}`,
  ]);
  return { applications, reused };
}

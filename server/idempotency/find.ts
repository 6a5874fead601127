import { seenIn, visibleQueues } from "../access/visible.ts";
import { listProcessed } from "../applications/processed/list-processed.ts";
import type { Application } from "../applications/port.ts";
import { momentOf } from "../text/moment.ts";
import { seenApplications } from "../applications/seen.ts";
import type { Ctx } from "../context.ts";

/** Where an event id is known: what each application's tables hold of it, and the messages here that carry it. */
export interface Found {
  readonly eventId: string;
  readonly applications: readonly {
    readonly application: string;
    /** Why it cannot be asked; null: it was. */
    readonly reason: string | null;
    readonly rows: readonly {
      readonly table: string;
      readonly consumer: string | null;
      readonly times: number;
      readonly at: Date | null;
      readonly lastAt: Date | null;
    }[];
  }[];
  /** The newest of them. */
  readonly messages: readonly { readonly id: number; readonly source: string; readonly queue: string }[];
}

export async function findEvent(ctx: Ctx, { eventId }: { readonly eventId: string }): Promise<Found> {
  const visible = await visibleQueues(ctx, "message.view");
  const [applications, messages] = await Promise.all([
    seenApplications(ctx, "message.view").then((seen) => Promise.all(seen.map(({ application }) => askApplication(application, eventId)))),
    ctx.sql<{ id: number; source: string; queue: string }[]>`
      select m.id, q.source, q.name as queue from messages m join queues q on q.id = m.queue_id
      where m.event_id = ${eventId} ${seenIn(ctx.sql, visible, ctx.sql`m.queue_id`)} order by m.id desc limit 20`,
  ]);
  return { eventId, applications, messages };
}

/** Asks for each name that it has: by these an index finds the rows. */
async function askApplication(application: Application, eventId: string): Promise<Found["applications"][number]> {
  const names = [...new Set(application.spec.consumes.map(({ consumer }) => consumer))];
  const asked = await Promise.all((names.length > 0 ? names : [null]).map((name) => listProcessed(application, name, eventId)));
  const tables = asked.flatMap((one) => one.tables);
  const rows = tables.flatMap(({ table, rows: all }) =>
    all.map(({ at, lastAt, ...row }) => ({
      ...row,
      table,
      at: momentOf(at),
      lastAt: momentOf(lastAt),
    })),
  );
  const different = [...new Map(rows.map((row) => [JSON.stringify([row.table, row.consumer]), row])).values()];
  const reason = asked[0]?.reason ?? tables.find((one) => one.reason !== null)?.reason ?? null;
  return { application: application.spec.name, reason, rows: different };
}

import { byColumn } from "../access/by-column.ts";
import { seenIn, visibleQueues } from "../access/visible.ts";
import type { Ctx } from "../context.ts";
import { placesMatch } from "./match.ts";
import type { OwnerList } from "./output.ts";
import type { OwnerSpec } from "./rule.ts";

type Line = OwnerList["owners"][number];
type Row = Omit<Line, keyof OwnerSpec> & { readonly spec: OwnerSpec };

/**
 * Who owns what by a rule, in the order in which teams are asked: the first that matches counts. Patterns name queues, so somebody who does not see all
 * is told of those that match one they see, and how many groups a team owns is counted in those queues.
 */
export async function listOwners(ctx: Ctx): Promise<OwnerList> {
  const { sql, config } = ctx;
  const visible = await visibleQueues(ctx, "alert.view");
  const rows = await sql<Row[]>`
    select o.id, o.origin, o.spec, o.changed_at as "changedAt", ${byColumn(sql, sql`o.changed_by`)} as "changedBy",
      (select count(*) from group_owners w join groups g on g.id = w.group_id where w.team = o.team ${seenIn(sql, visible, sql`g.queue_id`)}) as groups
    from owner_rules o order by o.origin desc, o.nth, o.id`;
  const seen = (patterns: readonly string[]) =>
    visible === "everywhere"
      ? patterns
      : patterns.filter((pattern) => visible.some(({ source, queue }) => placesMatch([pattern], { source, name: queue })));
  const owners = rows.map(({ spec, ...row }) => ({ ...row, ...spec, queues: seen(spec.queues) }));
  return {
    owners: owners.filter(({ queues }, index) => visible === "everywhere" || queues.length > 0 || rows[index]?.spec.queues.length === 0),
    channels: config.channels.map(({ name }) => name),
  };
}

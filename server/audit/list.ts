import { visibleQueues } from "../access/visible.ts";
import type { Ctx } from "../context.ts";
import { entryOf } from "./entry.ts";
import { auditColumns, compileAudit } from "./compile.ts";
import type { ListAudit } from "./input.ts";
import type { AuditLine, AuditPage } from "./output.ts";

/** One page, newest first. */
export async function listAudit(ctx: Ctx, { cursor, limit, ...filter }: ListAudit): Promise<AuditPage> {
  const { sql } = ctx;
  const visible = await visibleQueues(ctx, "audit.view");
  const seek = cursor ? sql`and (a.at, a.id) < (${new Date(cursor.at)}, ${cursor.id})` : sql``;
  const rows = await sql<AuditLine[]>`
    select ${auditColumns(ctx)} from audit a where ${compileAudit(ctx, filter, visible)} ${seek} order by a.at desc, a.id desc limit ${limit + 1}`;
  const last = rows[limit - 1];
  return {
    entries: rows.slice(0, limit).map(entryOf),
    next: rows.length > limit && last ? { at: last.at, id: last.id } : null,
  };
}

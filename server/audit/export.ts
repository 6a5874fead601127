import { demand } from "../access/act.ts";
import { asOfNow, type AsksAgain } from "../access/as-of-now.ts";
import { visibleQueues } from "../access/visible.ts";
import type { Ctx } from "../context.ts";
import { auditColumns, compileAudit } from "./compile.ts";
import { csvLine } from "./csv.ts";
import { entryOf } from "./entry.ts";
import type { AuditFilter } from "./input.ts";
import { auditEntry, type AuditEntry, type AuditLine } from "./output.ts";

const atOnce = 500;
const columns = [
  "at",
  "operation",
  "kind",
  "who",
  "address",
  "permission",
  "what",
  "result",
  "subject",
  "detail",
  "reason",
  "data",
] as const;

/**
 * The log as CSV or JSON lines, newest first, read as it is asked for: each stretch as far as whoever asked may see it by then. It breaks off with `forbidden`
 * or `unauthenticated` once they may not see the log.
 */
export async function* exportAudit(ctx: Ctx & AsksAgain, filter: AuditFilter, format: "csv" | "json"): AsyncGenerator<string> {
  const { sql } = ctx;
  if (format === "csv") yield csvLine(columns);
  let seek = sql``;
  for (;;) {
    const now = await asOfNow(ctx);
    await demand(now, { permission: "audit.view", scope: "somewhere", subject: "the audit log" });
    const visible = await visibleQueues(now, "audit.view");
    const rows = await sql<AuditLine[]>`
      select ${auditColumns(ctx)} from audit a where ${compileAudit(ctx, filter, visible)} ${seek} order by a.at desc, a.id desc limit ${atOnce}`;
    for (const row of rows) {
      const entry = auditEntry.parse(entryOf(row));
      yield format === "csv" ? csvRow(entry) : `${JSON.stringify(entry)}\n`;
    }
    const last = rows.at(-1);
    if (!last || rows.length < atOnce) return;
    seek = sql`and (a.at, a.id) < (${last.at}, ${last.id})`;
  }
}

function csvRow(row: AuditEntry): string {
  return csvLine([
    row.at.toISOString(),
    String(row.operation),
    row.by.kind,
    row.by.name,
    row.address ?? "",
    row.permission,
    row.what,
    row.result,
    row.title ?? row.subject,
    row.detail ?? "",
    row.reason ?? "",
    row.data ? JSON.stringify(row.data) : "",
  ]);
}

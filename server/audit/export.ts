import type { Ctx } from "../context.ts";
import { auditColumns, compileAudit } from "./compile.ts";
import { csvLine } from "./csv.ts";
import { entryOf } from "./entry.ts";
import type { AuditFilter } from "./input.ts";
import type { AuditEntry, AuditLine } from "./output.ts";

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

/** The log as CSV or JSON lines, newest first, read as it is asked for. */
export async function* exportAudit(ctx: Ctx, filter: AuditFilter, format: "csv" | "json"): AsyncGenerator<string> {
  const { sql } = ctx;
  if (format === "csv") yield csvLine(columns);
  let seek = sql``;
  for (;;) {
    const rows = await sql<AuditLine[]>`
      select ${auditColumns(ctx)} from audit a where ${compileAudit(ctx, filter)} ${seek} order by a.at desc, a.id desc limit ${atOnce}`;
    for (const row of rows) {
      const entry = entryOf(row);
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

import { exportAuditInput } from "../../../../server/audit/input.ts";
import { auditFile } from "../../../../server/http/export.ts";
import { readInput, route } from "../../../../server/http/route.ts";

/** The audit log as filtered, as a file: `?format=csv` or `json` with the filter's own parameters. Streamed. */
export const GET = route(async ({ request, context }) => {
  const { format, ...filter } = readInput(exportAuditInput, Object.fromEntries(new URL(request.url).searchParams));
  return auditFile(await context(), filter, format);
});

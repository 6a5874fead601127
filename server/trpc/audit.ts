import { auditFilter, listAuditInput } from "../audit/input.ts";
import { listAudit } from "../audit/list.ts";
import { summarizeAudit } from "../audit/summarize.ts";
import { allowed, router } from "./init.ts";

export const auditRouter = router({
  list: allowed("audit.view")
    .input(listAuditInput)
    .query(({ ctx, input }) => listAudit(ctx, input)),
  summary: allowed("audit.view")
    .input(auditFilter)
    .query(({ ctx, input }) => summarizeAudit(ctx, input)),
});

import { auditPage, auditSummary } from "../audit/output.ts";
import { auditFilter, listAuditInput } from "../audit/input.ts";
import { listAudit } from "../audit/list.ts";
import { summarizeAudit } from "../audit/summarize.ts";
import { reads, router } from "./init.ts";

export const auditRouter = router({
  list: reads("audit.view")
    .input(listAuditInput)
    .output(auditPage)
    .query(({ ctx, input }) => listAudit(ctx, input)),
  summary: reads("audit.view")
    .input(auditFilter)
    .output(auditSummary)
    .query(({ ctx, input }) => summarizeAudit(ctx, input)),
});

import { z } from "zod";
import { instant, id, sought } from "../text/input.ts";
import { auditPeriods } from "./words.ts";

export const auditFilter = z.object({
  /** Part of the subject, the reason or the address. */
  text: sought(200),
  /** One of the summary's `people`, by its key. */
  who: sought(1_000),
  /** "replay.start": exactly. */
  permission: sought(200),
  result: z.enum(["", "allowed", "refused", "failed"]).default(""),
  /** Only the rows of this operation. */
  operation: z
    .string()
    .regex(/^\d{0,15}$/, "An operation is a number.")
    .default(""),
  period: z.enum(auditPeriods).default("24h"),
});
export type AuditFilter = z.infer<typeof auditFilter>;

export const listAuditInput = auditFilter.extend({
  /** The last row of the page before. */
  cursor: z.object({ at: instant, id }).nullish(),
  limit: z.number().int().min(1).max(200).default(50),
});
export type ListAudit = z.infer<typeof listAuditInput>;

export const exportAuditInput = auditFilter.extend({ format: z.enum(["csv", "json"], "The format is csv or json.") });

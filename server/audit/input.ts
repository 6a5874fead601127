import { z } from "zod";
import { cleanText } from "../text/clean.ts";
import { auditPeriods } from "./words.ts";

const words = z
  .string()
  .transform((text) => cleanText(text.trim(), 200))
  .default("");

export const auditFilter = z.object({
  /** Part of the subject, the reason or the address. */
  text: words,
  /** One of the summary's `people`, by its key. */
  who: words,
  /** "replay.start": exactly. */
  permission: words,
  result: z.enum(["", "allowed", "refused", "failed"]).default(""),
  period: z.enum(auditPeriods).default("24h"),
});
export type AuditFilter = z.infer<typeof auditFilter>;

export const listAuditInput = auditFilter.extend({
  /** The last row of the page before. */
  cursor: z.object({ at: z.iso.datetime(), id: z.number().int() }).nullish(),
  limit: z.number().int().min(1).max(200).default(50),
});
export type ListAudit = z.infer<typeof listAuditInput>;

export const exportAuditInput = auditFilter.extend({ format: z.enum(["csv", "json"], "The format is csv or json.") });

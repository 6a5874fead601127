import { z } from "zod";
import { by } from "../access/output.ts";
import { shown, shownLine } from "../text/output.ts";

/** A row of the audit log without the ids of what it touched: they may be thousands. */
export const auditLine = z.object({
  id: z.number(),
  at: z.date(),
  by,
  /** Rows of one act share it. */
  operation: z.number(),
  address: z.string().nullable(),
  permission: z.string(),
  result: z.enum(["allowed", "refused", "failed"]),
  subject: shownLine,
  /** What the subject names: the title of a group, or what a bulk act is on. null: it names none, or one that is gone. */
  title: shownLine.nullable(),
  reason: shown.nullable(),
  /** The histories of messages name its operation. */
  touched: z.boolean(),
  /** Facts of the act; null: it has none. */
  data: z.record(z.string(), z.unknown()).nullable(),
});
export type AuditLine = Readonly<z.infer<typeof auditLine>>;

export const auditEntry = auditLine.extend({
  /** The act in a word or two. */
  what: z.string(),
  /** Its facts in words; null: it has none. */
  detail: shownLine.nullable(),
});
export type AuditEntry = Readonly<z.infer<typeof auditEntry>>;

export const auditPage = z.object({
  entries: z.array(auditEntry).readonly(),
  /** Hand it back as `cursor` for the next page; null: this is the last. */
  next: z.object({ at: z.date(), id: z.number() }).nullable(),
});
export type AuditPage = Readonly<z.infer<typeof auditPage>>;

export const auditSummary = z.object({
  answer: z.object({ title: shownLine, sub: shownLine }),
  matching: z.number(),
  /** The database role of the console may only add to the log (`npm run migrate -- --for`). */
  appendOnly: z.boolean(),
  /** Everybody and every permission in the period, for the choices of the filter. */
  people: z.array(z.object({ key: z.string(), name: shown })).readonly(),
  permissions: z.array(z.string()).readonly(),
});
export type AuditSummary = Readonly<z.infer<typeof auditSummary>>;

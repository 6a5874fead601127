/** How far back the audit log is shown. */
export const auditPeriods = ["24h", "7d", "all"] as const;
export type AuditPeriod = (typeof auditPeriods)[number];

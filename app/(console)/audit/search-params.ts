import { parseAsString, parseAsStringLiteral } from "nuqs";
import { auditPeriods } from "@/server/audit/words";

/** The whole state of the list is in its URL. */
export const auditParams = {
  text: parseAsString.withDefault(""),
  who: parseAsString.withDefault(""),
  permission: parseAsString.withDefault(""),
  result: parseAsStringLiteral(["", "allowed", "refused", "failed"] as const).withDefault(""),
  operation: parseAsString.withDefault(""),
  period: parseAsStringLiteral(auditPeriods).withDefault("24h"),
};

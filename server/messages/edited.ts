import type { Fragment } from "postgres";
import type { Sql, Transaction } from "../db/client.ts";
import type { Verdict } from "../failures/failure.ts";

/** A condition on `messages m`: a person changed it. What capture put in (its original) is no edit. */
export function isEdited(sql: Sql | Transaction): Fragment {
  return sql`(m.version > 1 and exists (
    select from message_history h where h.message_id = m.id and h.kind = 'edited' and h.data -> 'record' is null))`;
}

/** The verdict of what would be sent. Poison is said of bytes, so of an edit that was never tried nobody knows; an edit does not mend a downstream. */
export function verdictOfEdit(verdict: Verdict, edited: boolean): Verdict {
  return edited && verdict === "poison" ? "unknown" : verdict;
}

import type { Fragment } from "postgres";
import type { Sql, Transaction } from "../db/client.ts";

/** Whether this database knows all that a row of `replays` sent. It does not after it was restored from a backup, copied or moved. */
export function isKnownHere(sql: Sql | Transaction): Fragment {
  return sql`database = (select database_identity())`;
}

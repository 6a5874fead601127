import type { Fragment } from "postgres";
import type { Sql, Transaction } from "../db/client.ts";

/** A `Reason` of the columns that hold its code and its data; null where there is no code. */
export function reasonColumn(sql: Sql | Transaction, code: Fragment, data: Fragment): Fragment {
  return sql`case when ${code} is not null then jsonb_build_object('code', ${code}, 'data', ${data}) end`;
}
